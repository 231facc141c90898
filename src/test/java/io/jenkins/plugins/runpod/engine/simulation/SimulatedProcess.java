package io.jenkins.plugins.runpod.engine.simulation;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/** The threads and the timers of one process. Once it is dead, nothing of it goes on. */
class SimulatedProcess implements Executor, Timer {
    private final SimulatedTime time;
    private boolean dead;
    private final Set<Scheduled> scheduled = new HashSet<>();

    SimulatedProcess(SimulatedTime time) {
        this.time = time;
    }

    @Override
    public void execute(Runnable task) {
        time.execute(() -> unlessDead(task));
    }

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
        return new Scheduled(delay, task);
    }

    /** How many timers are neither due nor cancelled. */
    int timers() {
        return scheduled.size();
    }

    boolean isAlive() {
        return !dead;
    }

    void die() {
        dead = true;
        Set.copyOf(scheduled).forEach(Scheduled::cancel);
    }

    private void unlessDead(Runnable task) {
        if (!dead) {
            task.run();
        }
    }

    private final class Scheduled implements Cancellation {
        private final Cancellation due;

        Scheduled(Duration delay, Runnable task) {
            scheduled.add(this);
            due = time.schedule(delay, () -> {
                scheduled.remove(this);
                unlessDead(task);
            });
        }

        @Override
        public void cancel() {
            due.cancel();
            scheduled.remove(this);
        }
    }
}
