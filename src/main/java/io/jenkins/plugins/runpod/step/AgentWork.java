package io.jenkins.plugins.runpod.step;

import hudson.AbortException;
import hudson.model.TaskListener;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.files.AgentAway;
import io.jenkins.plugins.runpod.files.MaskedWords;
import io.jenkins.plugins.runpod.runtime.ConsoleText;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Work of a step before its task begins, which may need the workspace. While the agent of the workspace is away, it waits without a
 * thread until the agent is back, as {@code sh} does. Then it starts over. Safe for use by many threads.
 *
 * @param <T> what comes of it
 */
abstract class AgentWork<T> {
    private static final int SHORTEST_PAUSE_SECONDS = 1;
    private static final int LONGEST_PAUSE_SECONDS = 15;

    private final StepContext context;
    private final Executor threads;
    private final Duration longestWait;
    private final Consumer<T> done;
    private final Consumer<Throwable> failed;

    /** While Jenkins goes down, agents go away. The next controller does the work. */
    private final RunPodEngine engine = RunPodEngine.get();

    private final AtomicBoolean open = new AtomicBoolean(true);
    private volatile FutureTask<Void> look;
    private volatile String status;
    private volatile long waitsSince;
    private volatile int pauseSeconds;

    /**
     * Does not begin yet.
     *
     * @param threads may wait for others
     * @param longestWait how long to wait for an agent
     * @param done gets the result on a thread that may do I/O
     * @param failed gets the reason otherwise
     */
    AgentWork(
            StepContext context, Executor threads, Duration longestWait, Consumer<T> done, Consumer<Throwable> failed) {
        this.context = context;
        this.threads = threads;
        this.longestWait = longestWait;
        this.done = done;
        this.failed = failed;
    }

    /** Does the work. It blocks, and an interrupt ends it. */
    abstract T work(StepFilesContext files) throws IOException, InterruptedException;

    /** What it does, for the status of the step: {@code reading pod.yaml}. */
    abstract String doing();

    /** What it needs of the workspace: {@code pod.yaml}. */
    abstract String needed();

    /** What it does once the agent is back: {@code reads yamlFile pod.yaml}. */
    abstract String next();

    /** What the step fails with if the agent does not come back. */
    abstract AbortException gaveUp(String because);

    /** The most that the files of the step may hold. */
    ArchiveLimits limits() {
        return ArchiveLimits.DEFAULT;
    }

    /** Whether the step had a workspace when it started. */
    boolean hasWorkspace() {
        return true;
    }

    /** Masks what is said of files. */
    MaskedWords words() throws IOException, InterruptedException {
        return MaskedWords.plain();
    }

    final void start() {
        if (status == null) {
            status = doing();
        }
        FutureTask<Void> task = new FutureTask<>(this::look, null);
        look = task;
        threads.execute(() -> {
            task.run();
            Thread.interrupted(); // a cancellation may have come at its end, and the thread has other work
        });
    }

    /** Ends the work. Returns false if it has ended before, so that its result counts. */
    final boolean cancel() {
        boolean ended = open.compareAndSet(true, false);
        FutureTask<Void> running = look;
        if (ended && running != null) {
            running.cancel(true);
        }
        return ended;
    }

    /** What it does, for the status of the step. */
    final String status() {
        return status;
    }

    private void look() {
        if (!open.get()) {
            return;
        }
        try {
            look(new StepFilesContext(context, limits(), hasWorkspace(), words()));
        } catch (Throwable e) { // code of others can fail in any way, and the step must hear of it
            fail(e);
        }
    }

    private void look(StepFilesContext files) throws IOException, InterruptedException {
        T result;
        try {
            result = work(files);
        } catch (AgentAway e) {
            waitForAgent(files);
            return;
        } catch (IOException | RuntimeException e) { // an aborted request is a RuntimeException
            if (e instanceof AbortException || !files.isLost()) {
                throw e;
            }
            waitForAgent(files);
            return;
        }
        if (open.compareAndSet(true, false)) {
            done.accept(result);
        }
    }

    private void waitForAgent(StepFilesContext files) throws IOException, InterruptedException {
        if (!open.get() || engine.isClosed()) {
            return;
        }
        if (pauseSeconds == 0) {
            pauseSeconds = SHORTEST_PAUSE_SECONDS;
            waitsSince = System.nanoTime();
            status = "waiting for " + files.agent() + ", whose workspace has " + needed();
            context.get(TaskListener.class)
                    .getLogger()
                    .println(ConsoleText.MARK + files.away() + ". run-pod waits up to " + Durations.format(longestWait)
                            + " for it, and then " + next() + ".");
        } else if (System.nanoTime() - waitsSince >= longestWait.toNanos()) {
            throw gaveUp("because " + files.agent() + " has been away for " + Durations.format(longestWait));
        } else {
            pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, 2 * pauseSeconds);
        }
        Timer.get().schedule(this::start, pauseSeconds, TimeUnit.SECONDS);
    }

    private void fail(Throwable why) {
        if (!engine.isClosed() && open.compareAndSet(true, false)) {
            failed.accept(why);
        }
    }
}
