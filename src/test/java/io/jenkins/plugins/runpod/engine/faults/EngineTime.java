package io.jenkins.plugins.runpod.engine.faults;

import io.jenkins.plugins.runpod.cluster.Underway;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The engine's own time. It passes several times as fast as the cluster's, so that ten minutes without an API server take seconds.
 * It never passes faster than the work gets done: before each step it waits for all that the workers, the server and the node have to
 * do. So a timeout means that something did not come, and never that the machine was slow.
 *
 * <p>It disagrees with the cluster's time on purpose: the engine must not compare its time with a node's.
 */
final class EngineTime extends Clock implements Timer, AutoCloseable {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final long STEP_MILLIS = 5;

    private record Due(Instant at, long number, Runnable task) {}

    /** What the engine talks to. */
    @FunctionalInterface
    interface Others {
        /** Waits until they have done what they have to do now. */
        void catchUp() throws InterruptedException;
    }

    private final Duration step;
    private final Others others;
    private final Executor workers;
    private final Underway work;
    private final PriorityQueue<Due> later =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::number));
    private final Thread thread = new Thread(this::pass, "engine-time");
    private Instant now = START;
    private long number;

    /**
     * @param speed how much faster than the machine's it passes at most
     * @param workers runs what is due
     * @param work what the workers have to do
     */
    EngineTime(int speed, Others others, Executor workers, Underway work) {
        step = Duration.ofMillis(STEP_MILLIS * speed);
        this.others = others;
        this.workers = workers;
        this.work = work;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized Cancellation schedule(Duration delay, Runnable task) {
        Due due = new Due(after(delay), number++, task);
        later.add(due);
        return () -> cancel(due);
    }

    private Instant after(Duration delay) {
        return delay.compareTo(Duration.ofDays(3650)) > 0 ? Instant.MAX : now.plus(delay);
    }

    private synchronized void cancel(Due due) {
        later.remove(due);
    }

    private void pass() {
        try {
            while (true) {
                Thread.sleep(STEP_MILLIS);
                work.awaitEnd();
                others.catchUp();
                work.awaitEnd();
                step().forEach(this::run);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private synchronized List<Runnable> step() {
        now = now.plus(step);
        List<Runnable> due = new ArrayList<>();
        while (!later.isEmpty() && !later.peek().at().isAfter(now)) {
            due.add(later.remove().task());
        }
        return due;
    }

    private void run(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            // The workers are gone, and the engine with them.
        }
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /** How much of it has passed. */
    Duration passed() {
        return Duration.between(START, instant());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    /** It stands still, and nothing becomes due any more. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
