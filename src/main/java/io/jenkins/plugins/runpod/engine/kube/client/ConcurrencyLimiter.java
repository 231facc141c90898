package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Lets so many things last at once; the others wait in the order in which they came, without a thread. Safe for use by many
 * threads.
 */
final class ConcurrencyLimiter {
    private final Timer timer;
    private final Set<Slot> waiting = new LinkedHashSet<>();
    private int most;
    private int free;

    /** @param most at once; at least 1 */
    ConcurrencyLimiter(int most, Timer timer) {
        this.most = most;
        this.free = most;
        this.timer = timer;
    }

    /**
     * Runs what begins the thing, at once on this thread or later on another.
     *
     * @return is to be cancelled when the thing is over, or is not wanted any more; idempotent
     */
    Cancellation acquire(Runnable begin) {
        Slot slot = new Slot(begin);
        synchronized (this) {
            if (free <= 0) {
                waiting.add(slot);
                return () -> leave(slot);
            }
            free--;
            slot.taken = true;
        }
        begin.run();
        return () -> leave(slot);
    }

    /** Lets another number of things last at once. Those that last go on. */
    synchronized void resize(int another) {
        free += another - most;
        most = another;
        while (free > 0 && !waiting.isEmpty()) {
            free--;
            beginNext();
        }
    }

    private synchronized void leave(Slot slot) {
        if (!slot.taken) {
            waiting.remove(slot);
            return;
        }
        slot.taken = false;
        if (waiting.isEmpty() || free < 0) {
            free++;
        } else {
            beginNext();
        }
    }

    private void beginNext() {
        Slot next = waiting.iterator().next();
        waiting.remove(next);
        next.taken = true;
        // Not here: when the next one fails at once it would leave, too, and so on.
        timer.schedule(Duration.ZERO, next.begin);
    }

    /** Compared by identity. */
    private static final class Slot {
        final Runnable begin;
        boolean taken;

        Slot(Runnable begin) {
            this.begin = begin;
        }
    }
}
