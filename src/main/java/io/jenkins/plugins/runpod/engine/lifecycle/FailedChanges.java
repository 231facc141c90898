package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.time.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Requests that are to change something in the cluster and fail, while others may be answered: an admission webhook or etcd
 * can fail for writes alone. So an answer to a read says nothing here. Creates are not meant, because they are a cause of
 * waiting of their own. Mutable, confined to one {@link Knowledge}.
 */
final class FailedChanges {
    private static final Backoff RETRY =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Backoff.Jitter.QUARTER);

    private final ApiOutage outage = new ApiOutage(Messages::changesFail, Messages.changesWorkAgain());
    private Instant notBefore = Instant.MIN;
    private int failures;

    /** A change had no usable answer; a line for the user if that lasts. */
    Optional<String> failed(String podName, String why, Optional<Duration> retryAfter, Instant now) {
        Duration pause = retryAfter
                .map(ApiConversation::atMost)
                .orElseGet(() -> RETRY.pause(failures, ApiConversation.jitter(podName, failures)));
        failures++;
        notBefore = now.plus(pause);
        return outage.goesOn(why, now);
    }

    /** A change was answered; a line for the user if they had failed for long. */
    Optional<String> answered() {
        failures = 0;
        notBefore = Instant.MIN;
        return outage.end();
    }

    /** No change is asked for before this moment. */
    Instant notBefore() {
        return notBefore;
    }

    /** What is wrong with changes; empty when nothing is. */
    Optional<Obstacles.Outage> current() {
        return outage.current();
    }
}
