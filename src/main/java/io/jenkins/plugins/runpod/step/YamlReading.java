package io.jenkins.plugins.runpod.step;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.remoting.Channel;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Reads the file of {@code yamlFile} in the workspace of a step. While the agent of the workspace is away, it waits
 * without a thread until the agent is back, as {@code sh} does. Only reading itself holds a thread. Safe for use by many
 * threads.
 */
final class YamlReading {
    /** An agent that is away for longer is not expected back. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    private static final int SHORTEST_PAUSE_SECONDS = 1;
    private static final int LONGEST_PAUSE_SECONDS = 15;

    private final StepContext context;
    private final String path;
    private final Duration longestWait;
    private final Consumer<String> read;
    private final Consumer<Throwable> failed;

    /** While Jenkins goes down, agents go away. The next controller reads the file. */
    private final RunPodEngine engine = RunPodEngine.get();

    private final AtomicBoolean open = new AtomicBoolean(true);
    private volatile Future<?> look;
    private volatile String status;
    private volatile long waitsSince;
    private volatile int pauseSeconds;

    /**
     * @param longestWait how long to wait for an agent
     * @param read gets the text on a thread that may do I/O
     * @param failed gets the reason, if the file cannot be read
     */
    YamlReading(
            StepContext context, String path, Duration longestWait, Consumer<String> read, Consumer<Throwable> failed) {
        this.context = context;
        this.path = path;
        this.longestWait = longestWait;
        this.read = read;
        this.failed = failed;
        this.status = "reading " + path;
    }

    void start() {
        look = Computer.threadPoolForRemoting.submit(this::look);
    }

    /** Ends the reading. Returns false if it has ended before, so that its result counts. */
    boolean cancel() {
        boolean ended = open.compareAndSet(true, false);
        Future<?> running = look;
        if (ended && running != null) {
            running.cancel(true);
        }
        return ended;
    }

    /** What it does, for the status of the step. */
    String status() {
        return status;
    }

    private void look() {
        if (!open.get()) {
            return;
        }
        try {
            Optional<FilePath> workspace = isAway() ? Optional.empty() : workspace();
            if (workspace.isEmpty()) {
                waitForAgent();
            } else {
                read(workspace.get());
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            fail(e);
        }
    }

    private void read(FilePath workspace) throws IOException, InterruptedException {
        String text;
        try {
            text = WorkspaceYaml.read(workspace, path);
        } catch (IOException | RuntimeException e) { // an aborted request is a RuntimeException
            if (e instanceof AbortException || !isClosed(workspace)) {
                throw e;
            }
            waitForAgent();
            return;
        }
        if (open.compareAndSet(true, false)) {
            read.accept(text);
        }
    }

    /** Asked first, because a context may write a line about an agent that is away whenever it is asked. */
    private boolean isAway() throws IOException, InterruptedException {
        Node node = context.get(Node.class);
        Computer computer = node == null ? null : node.toComputer();
        return node != null && (computer == null || computer.getChannel() == null);
    }

    /** Empty while the agent is away, or while the surrounding {@code node} has not resumed yet. */
    private Optional<FilePath> workspace() throws InterruptedException {
        try {
            return Optional.ofNullable(context.get(FilePath.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isClosed(FilePath workspace) {
        return workspace.getChannel() instanceof Channel channel && channel.isClosingOrClosed();
    }

    private void waitForAgent() throws IOException, InterruptedException {
        if (!open.get() || engine.isClosed()) {
            return;
        }
        if (pauseSeconds == 0) {
            pauseSeconds = SHORTEST_PAUSE_SECONDS;
            waitsSince = System.nanoTime();
            status = "waiting for " + agent() + ", whose workspace has " + path;
            context.get(TaskListener.class)
                    .getLogger()
                    .println(StepDelivery.MARK + away() + " run-pod waits up to " + Durations.format(longestWait)
                            + " for it, and then reads yamlFile " + path + ".");
        } else if (System.nanoTime() - waitsSince >= longestWait.toNanos()) {
            throw WorkspaceYaml.refused("cannot read " + path + ", because " + agent() + " has been away for "
                    + Durations.format(longestWait));
        } else {
            pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, 2 * pauseSeconds);
        }
        Timer.get().schedule(this::start, pauseSeconds, TimeUnit.SECONDS);
    }

    private String away() throws IOException, InterruptedException {
        Node node = context.get(Node.class);
        return node == null
                ? "The agent of the workspace is away."
                : "Agent " + node.getDisplayName() + " of the workspace is away.";
    }

    private String agent() throws IOException, InterruptedException {
        Node node = context.get(Node.class);
        return node == null ? "the agent of the workspace" : "agent " + node.getDisplayName();
    }

    private void fail(Throwable why) {
        if (!engine.isClosed() && open.compareAndSet(true, false)) {
            failed.accept(why);
        }
    }
}
