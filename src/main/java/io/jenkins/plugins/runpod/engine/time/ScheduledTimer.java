package io.jenkins.plugins.runpod.engine.time;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread that hands due tasks to an executor. Safe for use by many threads. */
public final class ScheduledTimer implements Timer, AutoCloseable {
    private final ScheduledThreadPoolExecutor clock;
    private final Executor workers;

    /** @param workers runs the tasks */
    public ScheduledTimer(Executor workers) {
        this.workers = workers;
        clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "run-pod-timer");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
    }

    /** After {@link #close} this silently schedules nothing. */
    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
        try {
            ScheduledFuture<?> due = clock.schedule(() -> workers.execute(task), nanos(delay), TimeUnit.NANOSECONDS);
            return () -> due.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    private static long nanos(Duration delay) {
        return TimeUnit.NANOSECONDS.convert(delay); // saturates; toNanos() would throw
    }

    /** Drops everything that is not due yet. */
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
