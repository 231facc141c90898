package io.jenkins.plugins.runpod.engine.time;

/** Cancels a scheduled task. */
@FunctionalInterface
public interface Cancellation {
    /** Idempotent. No effect after the task has begun. */
    void cancel();
}
