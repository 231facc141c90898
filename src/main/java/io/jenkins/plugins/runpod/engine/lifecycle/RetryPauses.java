package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.time.Backoff;
import java.time.Duration;
import java.util.Optional;

/** How long to wait before a request is tried again: as long as the server asks, else longer and longer. Mutable. */
final class RetryPauses {
    /** However long a server asks us to wait. */
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    private static final Backoff AFTER_FAILURE =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Backoff.Jitter.QUARTER);

    private static final Backoff AFTER_REFUSAL =
            new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(60), Backoff.Jitter.QUARTER);

    private final Backoff backoff;
    private int failures;

    private RetryPauses(Backoff backoff) {
        this.backoff = backoff;
    }

    /** After a request that failed. */
    static RetryPauses afterFailure() {
        return new RetryPauses(AFTER_FAILURE);
    }

    /** After a refusal that may pass, such as that of a quota. */
    static RetryPauses afterRefusal() {
        return new RetryPauses(AFTER_REFUSAL);
    }

    /** The pause after one more failure. */
    Duration next(String podName, Optional<Duration> asked) {
        Duration own = backoff.pause(failures, podName);
        failures++;
        return asked.map(RetryPauses::atMost).orElse(own);
    }

    /** The next failure is the first one again. */
    void begin() {
        failures = 0;
    }

    /** What a server asks for, within reason. */
    static Duration atMost(Duration asked) {
        return asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
    }
}
