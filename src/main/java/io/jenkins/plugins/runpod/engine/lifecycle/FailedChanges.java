package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Requests that are to change something in the cluster and fail, while others may be answered: an admission webhook or etcd
 * can fail for writes alone. So an answer to a read says nothing here. Creates are not meant, because they are a cause of
 * waiting of their own. Mutable, confined to one {@link Knowledge}.
 */
final class FailedChanges {
    private final ApiOutage outage = new ApiOutage(Messages::changesFail, Messages.changesWorkAgain());
    private final RetryPauses pauses = RetryPauses.afterFailure();
    private Instant notBefore = Instant.MIN;

    /** A change had no usable answer; a line for the user if that lasts. */
    Optional<String> failed(String podName, String why, Optional<Duration> retryAfter, Instant now) {
        notBefore = now.plus(pauses.next(podName, retryAfter));
        return outage.goesOn(why, now);
    }

    /** A change was answered; a line for the user if they had failed for long. */
    Optional<String> answered() {
        pauses.begin();
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
