package io.jenkins.plugins.runpod.engine.tenancy;

import java.time.Duration;

/**
 * The durations of leases.
 *
 * @param renewal how often a lease is renewed while there are tasks
 * @param life how long a holder with tasks may miss renewals before another controller takes over, 3 renewals
 * @param idle the same for a holder without tasks, longer than 2 calls of {@link Tenancy#keep}
 * @param settling how long a controller that took over from another one deletes no left-over objects
 */
public record TenancyTiming(Duration renewal, Duration life, Duration idle, Duration settling) {
    /** The defaults: 20 s, 1 min, 2 rounds of 5 min, and 1 h. */
    public static final TenancyTiming USUAL = new TenancyTiming(
            Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofMinutes(11), Duration.ofHours(1));
}
