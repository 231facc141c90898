package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.time.Backoff;
import java.time.Duration;
import java.util.Optional;

/** How long to wait before a request is tried again: as long as the server asks, else longer and longer. Mutable. */
final class RetryPauses {
    /** However long a server asks us to wait. */
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    private final Backoff backoff;
    private int failures;

    private RetryPauses(Duration first, Duration longest) {
        backoff = new Backoff(first, longest, Backoff.Jitter.QUARTER);
    }

    /** After a request that failed. */
    static RetryPauses afterFailure() {
        return new RetryPauses(Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    /** After a refusal that may pass, such as that of a quota. */
    static RetryPauses afterRefusal() {
        return new RetryPauses(Duration.ofSeconds(2), Duration.ofSeconds(60));
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
