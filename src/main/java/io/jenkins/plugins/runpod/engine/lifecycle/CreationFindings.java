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

    private static final Backoff FAILURE_RETRY =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Backoff.Jitter.QUARTER);

    private boolean existed;
    private boolean leftOver;
    private Diagnosis refusal;
    private int refusals;
    private int failures;
    private Optional<Diagnosis> unconfirmed = Optional.empty();

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

    /**
     * What was to be created could not be, for a reason that may pass; when to try again. Whether it is the API that fails, or
     * the create alone, only a look can tell.
     */
    Instant failed(Diagnosis why, String podName, Optional<Duration> retryAfter, Instant now) {
        unconfirmed = Optional.of(why);
        Duration pause = retryAfter
                .map(ApiConversation::atMost)
                .orElseGet(() -> FAILURE_RETRY.pause(failures, ApiConversation.jitter(podName, failures)));
        failures++;
        return now.plus(pause);
    }

    /** The API answers, so it is the create that failed: why, if that was not known before. */
    Optional<Diagnosis> confirmFailure() {
        Optional<Diagnosis> news = unconfirmed;
        news.ifPresent(why -> refusal = why);
        unconfirmed = Optional.empty();
        return news;
    }

    private Duration nextPause(String podName) {
        Duration pause = QUOTA_RETRY.pause(refusals, ApiConversation.jitter(podName, refusals));
        refusals++;
        return pause;
    }

    /** The pod is there. */
    void appeared() {
        refusal = null;
        unconfirmed = Optional.empty();
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
