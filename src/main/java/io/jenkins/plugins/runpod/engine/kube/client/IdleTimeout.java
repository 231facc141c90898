package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Duration;

/**
 * Notices that a stream has said nothing for too long. Costs one timer for each stream, however much it says. Safe for use by many
 * threads.
 */
final class IdleTimeout {
    private final Timer timer;
    private final Duration limit;
    private final Runnable tooLong;
    private long heardAt;
    private boolean paused;
    private boolean over;
    private Cancellation check = () -> {};

    /** @param tooLong called at most once, on a thread of the timer */
    IdleTimeout(Timer timer, Duration limit, Runnable tooLong) {
        this.timer = timer;
        this.limit = limit;
        this.tooLong = tooLong;
    }

    synchronized void start() {
        if (!over) {
            heard();
            check = timer.schedule(limit, this::check);
        }
    }

    /** The stream said something, or is free to say something again. */
    synchronized void heard() {
        heardAt = System.nanoTime();
        paused = false;
    }

    /** The stream cannot say anything now, because what it said before is still being worked on. */
    synchronized void pause() {
        paused = true;
    }

    synchronized void end() {
        over = true;
        check.cancel();
    }

    private void check() {
        synchronized (this) {
            if (over) {
                return;
            }
            Duration left = paused ? limit : limit.minusNanos(System.nanoTime() - heardAt);
            if (left.compareTo(Duration.ZERO) > 0) {
                check = timer.schedule(left, this::check);
                return;
            }
            over = true;
        }
        tooLong.run();
    }
}
