package io.jenkins.plugins.runpod.engine.kube.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing pauses with jitter, so that many clients do not come back in step. Not safe for use by several threads at once. */
final class Backoff {
    private final Duration shortest;
    private final Duration longest;
    private int failures;

    Backoff(Duration shortest, Duration longest) {
        this.shortest = shortest;
        this.longest = longest;
    }

    /** How long to wait after one more failure: between half and all of a time that doubles. */
    Duration next() {
        Duration full = shortest.multipliedBy(1L << Math.min(failures, 16));
        failures++;
        Duration bounded = full.compareTo(longest) < 0 ? full : longest;
        return bounded.dividedBy(2).plusNanos(ThreadLocalRandom.current().nextLong(bounded.toNanos() / 2 + 1));
    }

    /** How many failures in a row. */
    int failures() {
        return failures;
    }

    void reset() {
        failures = 0;
    }
}
