package io.jenkins.plugins.runpod.housekeeping;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Keeps rounds apart, and makes one round of all that are asked for meanwhile. Safe for use by many threads. */
final class RoundPace {
    private final LongSupplier nanoTime;
    private Optional<Long> last = Optional.empty();
    private boolean planned;

    RoundPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Asks for a round.
     *
     * @param soon how long to wait at least
     * @param pause how long to wait at least after the begin of the last round
     * @return when to begin it, or empty if one is planned already
     */
    synchronized Optional<Duration> plan(Duration soon, Duration pause) {
        if (planned) {
            return Optional.empty();
        }
        planned = true;
        Duration rest =
                last.map(at -> pause.minusNanos(nanoTime.getAsLong() - at)).orElse(Duration.ZERO);
        return Optional.of(rest.compareTo(soon) > 0 ? rest : soon);
    }

    /** Whether a round is planned. */
    synchronized boolean isPlanned() {
        return planned;
    }

    /** The planned round begins. What is asked for from now on needs another one. */
    synchronized void begun() {
        planned = false;
        last = Optional.of(nanoTime.getAsLong());
    }
}
