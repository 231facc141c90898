package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.lifecycle.TransferNews;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Tells how far a transfer is, or that it goes on, once a second at most. Safe for use by many threads. */
final class Pulse {
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final TransferTurns turns;
    private final Clock clock;
    private Instant next = Instant.MIN;

    Pulse(TransferTurns turns, Clock clock) {
        this.turns = turns;
        this.clock = clock;
    }

    /** Bytes are moving. */
    void moved(long done, long total) {
        if (isDue() || done == total) {
            turns.turn(() -> turns.tell(new TransferNews.Advanced(done, total)));
        }
    }

    /** The pod works, and no bytes move. */
    void worked() {
        if (isDue()) {
            turns.turn(() -> turns.tell(new TransferNews.Working()));
        }
    }

    private synchronized boolean isDue() {
        Instant now = clock.instant();
        boolean due = !now.isBefore(next);
        if (due) {
            next = now.plus(BETWEEN);
        }
        return due;
    }
}
