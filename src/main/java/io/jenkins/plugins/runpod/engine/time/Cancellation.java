package io.jenkins.plugins.runpod.engine.time;

/** Takes back what was scheduled. */
@FunctionalInterface
public interface Cancellation {
    /** Idempotent; without effect once the task has begun. */
    void cancel();
}
