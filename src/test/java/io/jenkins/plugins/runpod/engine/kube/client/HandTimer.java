package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A timer for which everything becomes due when a test says so, whatever its delay. Safe for use by many threads. */
final class HandTimer implements Timer {
    private final List<Runnable> due = new CopyOnWriteArrayList<>();

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
        Runnable once = () -> task.run();
        due.add(once);
        return () -> due.remove(once);
    }

    /** Runs what is scheduled now, on this thread. */
    void timePasses() {
        for (Runnable task : List.copyOf(due)) {
            if (due.remove(task)) {
                task.run();
            }
        }
    }
}
