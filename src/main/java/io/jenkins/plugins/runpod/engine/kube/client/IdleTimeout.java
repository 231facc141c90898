package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Duration;

/**
 * Notices that a stream has said nothing for too long. Costs one timer for each stream, however much it says. Safe for use by many
 * threads.
 *
 * <p>It looks four times within the limit, and counts looks instead of nanoseconds. So only the time of the timer counts. A silence is
 * noticed after the limit, and before a quarter more has passed.
 */
final class IdleTimeout {
    private static final int LOOKS = 4;

    private final Timer timer;
    private final Duration between;
    private final Runnable tooLong;
    private int silentLooks;
    private boolean heard;
    private boolean paused;
    private boolean over;
    private Cancellation check = () -> {};

    /** @param tooLong called at most once, on a thread of the timer */
    IdleTimeout(Timer timer, Duration limit, Runnable tooLong) {
        this.timer = timer;
        this.between = limit.dividedBy(LOOKS);
        this.tooLong = tooLong;
    }

    synchronized void start() {
        if (!over) {
            heard();
            check = timer.schedule(between, this::check);
        }
    }

    /** The stream said something, or is free to say something again. */
    synchronized void heard() {
        heard = true;
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
            silentLooks = heard || paused ? 0 : silentLooks + 1;
            heard = false;
            if (silentLooks < LOOKS) {
                check = timer.schedule(between, this::check);
                return;
            }
            over = true;
        }
        tooLong.run();
    }
}
