package io.jenkins.plugins.runpod.engine.time;

import java.time.Duration;

/** Runs tasks later, never on the calling thread. It never blocks, and the tasks must not block either. */
public interface Timer {
    /** Runs the task once after the delay. A delay of zero or less means soon. */
    Cancellation schedule(Duration delay, Runnable task);
}
