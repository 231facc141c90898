package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.time.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the answers to creates have told of an attempt's pod. Mutable, confined to one {@link KnownAttempt}. */
final class CreationFindings {
    private static final Backoff QUOTA_RETRY =
            new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(60), Backoff.Jitter.QUARTER);

    private boolean existed;
    private boolean leftOver;
    private Diagnosis refusal;
    private int refusals;

    /** A pod of the name existed when a create was answered. */
    void existed() {
        existed = true;
    }

    /** That pod is from an earlier run under the same id, and it is being deleted. */
    void leftOver() {
        leftOver = true;
        existed = false;
    }

    /** The server refused what was to be created; when to ask again, in case it may be allowed later. */
    Instant refused(Diagnosis why, String podName, Optional<Duration> retryAfter, Instant now) {
        refusal = why;
        return now.plus(retryAfter.orElseGet(() -> nextPause(podName)));
    }

    private Duration nextPause(String podName) {
        Duration pause = QUOTA_RETRY.pause(refusals, ApiConversation.jitter(podName, refusals));
        refusals++;
        return pause;
    }

    /** The pod is there. */
    void appeared() {
        refusal = null;
    }

    boolean isExisting() {
        return existed;
    }

    boolean isLeftOver() {
        return leftOver;
    }

    /** Why the last create was refused; empty if it was not. */
    Optional<Diagnosis> refusal() {
        return Optional.ofNullable(refusal);
    }
}
