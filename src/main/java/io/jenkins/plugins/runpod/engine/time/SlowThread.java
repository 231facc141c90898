package io.jenkins.plugins.runpod.engine.time;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A thread that runs code of others, so that a sentence can say where it waits. Immutable. Safe for use by many
 * threads.
 */
public final class SlowThread {
    private static final SlowThread NONE = new SlowThread(Optional.empty());
    /** Classes that call the code of others, or that every wait ends in. They tell nothing about who is slow. */
    private static final List<String> KNOWN = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "io.jenkins.plugins.runpod.",
            "hudson.",
            "jenkins.",
            "org.jenkinsci.plugins.workflow.",
            "com.cloudbees.plugins.credentials.",
            "com.google.common.",
            "org.springframework.");

    private final Optional<Thread> thread;

    private SlowThread(Optional<Thread> thread) {
        this.thread = thread;
    }

    /** No thread, because the work waits for one. */
    public static SlowThread none() {
        return NONE;
    }

    /** The thread that calls this. */
    public static SlowThread current() {
        return new SlowThread(Optional.of(Thread.currentThread()));
    }

    /**
     * For a sentence: the innermost method on the thread that is not a part of Java, Jenkins or run-pod, such as
     * {@code " (it waits in com.example.Provider.read)"}. Empty if there is none.
     */
    public String place() {
        return thread.flatMap(running -> Arrays.stream(running.getStackTrace())
                        .filter(frame -> KNOWN.stream().noneMatch(frame.getClassName()::startsWith))
                        .findFirst())
                .map(frame -> " (it waits in " + frame.getClassName() + "." + frame.getMethodName() + ")")
                .orElse("");
    }
}
