package io.jenkins.plugins.runpod.engine.tenancy;

import java.time.Duration;

/**
 * How long leases last.
 *
 * @param renewal how often a lease is renewed while there are tasks
 * @param life how long another place waits for a holder with tasks that no longer renews; three renewals
 * @param idle how long it waits for one that had no task; longer than two calls of {@link Tenancy#keep}
 * @param settling how long whoever took over from another place cleans nothing up
 */
public record TenancyTiming(Duration renewal, Duration life, Duration idle, Duration settling) {
    /** Twenty seconds, a minute, two rounds of five minutes, and an hour. */
    public static final TenancyTiming USUAL = new TenancyTiming(
            Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofMinutes(11), Duration.ofHours(1));
}
