package io.jenkins.plugins.runpod.engine.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a refusal counts. An API server that has just started refuses what it allows a moment later, once it has read all roles. So a
 * refusal counts only after it has lasted for 30 s. Mutable, confined to its owner.
 */
public final class Doubt {
    private static final Duration LENGTH = Duration.ofSeconds(30);

    private Instant since;

    /** The server refuses, for the first time or again. Returns whether the refusal counts now. */
    public boolean refused(Instant now) {
        if (since == null || now.isBefore(since)) { // the clock may have been set back
            since = now;
        }
        return !now.isBefore(since.plus(LENGTH));
    }

    /** The server gave another answer, or none. The next refusal is the first again. */
    public void clear() {
        since = null;
    }

    /** When the refusal counts if it lasts. Empty while nothing is refused. */
    public Optional<Instant> countsFrom() {
        return Optional.ofNullable(since).map(begun -> begun.plus(LENGTH));
    }
}
