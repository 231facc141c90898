package io.jenkins.plugins.runpod.testing;

import java.time.Duration;

/**
 * How long tests wait for a condition before they call it a hang. It is far more than a busy machine needs, because no result may
 * depend on how fast the machine is. Awaitility waits for so long by default, see {@link PatientWaiting}.
 */
public final class Patience {
    /** After this time without the awaited condition, something hangs. {@code -Dtest.patience=900} makes it so many seconds. */
    public static final Duration HANG = Duration.ofSeconds(Long.getLong("test.patience", 300));

    private Patience() {}
}
