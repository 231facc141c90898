package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.time.Backoff;
import io.jenkins.plugins.runpod.engine.time.Backoff.Jitter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long a transfer pauses after each of its failures in a row: from 1 s to 30 s. Confined to the turns of one transfer. */
final class Retries {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Jitter.HALF);

    private final String pod;
    private int failures;
    private Instant first;

    Retries(String pod) {
        this.pod = pod;
    }

    /** The next failure is the first again. */
    void worked() {
        failures = 0;
        first = null;
    }

    /**
     * The pause after a failure.
     *
     * @param asked how long the server asked to wait
     */
    Duration failed(Instant now, Optional<Duration> asked) {
        if (first == null) {
            first = now;
        }
        Duration own = BACKOFF.pause(failures++, pod);
        return asked.filter(pause -> pause.compareTo(own) > 0).orElse(own);
    }

    /** How long all tries have failed. */
    Duration failingFor(Instant now) {
        return first == null ? Duration.ZERO : Duration.between(first, now);
    }
}
