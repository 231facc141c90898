package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A timer for which everything becomes due when a test says so, whatever its delay. Safe for use by many threads. */
final class HandTimer implements Timer {
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private record Due(Duration delay, Runnable task, long number) {}

    private final List<Due> due = new CopyOnWriteArrayList<>();
    private final AtomicLong number = new AtomicLong();

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
        Due once = new Due(delay, task, number.getAndIncrement());
        due.add(once);
        return () -> due.remove(once);
    }

    /** What is scheduled, as it was asked for. */
    List<Duration> delays() {
        return due.stream().map(Due::delay).toList();
    }

    /** Runs what is scheduled now, on this thread. */
    void timePasses() {
        timePasses(FOREVER);
    }

    /** The same again and again, so that also a task is due that looks several times before it acts. */
    void muchTimePasses() {
        for (int i = 0; i < 10; i++) {
            timePasses();
        }
    }

    /** Runs what was scheduled with no longer delay, on this thread. */
    void timePasses(Duration longest) {
        for (Due each : List.copyOf(due)) {
            if (each.delay().compareTo(longest) <= 0 && due.remove(each)) {
                each.task().run();
            }
        }
    }
}
