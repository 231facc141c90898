package io.jenkins.plugins.runpod.engine.log;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Clock, timer and serial executor of a test, all standing still until the test moves them. */
public final class ManualTime extends Clock implements Timer, Executor {
    private record Due(Instant at, long number, Runnable task) {}

    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Due> later =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::number));
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private long number;

    @Override
    public void execute(Runnable task) {
        ready.add(task);
    }

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
        Due due = new Due(now.plus(delay), number++, task);
        later.add(due);
        return () -> later.remove(due);
    }

    /** Runs what is ready, and what that makes ready. */
    public void run() {
        for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
            task.run();
        }
    }

    /** Lets time pass, running what falls due. */
    public void pass(Duration duration) {
        Instant until = now.plus(duration);
        run();
        while (!later.isEmpty() && !later.peek().at().isAfter(until)) {
            Due due = later.remove();
            now = due.at().isAfter(now) ? due.at() : now;
            due.task().run();
            run();
        }
        now = until;
    }

    /** Time passes while the process stands still. Then what is due runs, late. */
    public void standStill(Duration duration) {
        now = now.plus(duration);
        pass(Duration.ZERO);
    }

    /** The process ends: nothing of it runs any more. */
    void kill() {
        ready.clear();
        later.clear();
    }

    public int timers() {
        return later.size();
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
