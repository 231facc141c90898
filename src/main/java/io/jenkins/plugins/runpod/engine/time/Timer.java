package io.jenkins.plugins.runpod.engine.time;

import java.time.Duration;

/** Runs things later. Never runs them on the calling thread and never blocks; the task itself must not block either. */
public interface Timer {
    /** Runs the task once after the delay; a delay of zero or less means soon. */
    Cancellation schedule(Duration delay, Runnable task);
}
