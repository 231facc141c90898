package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.time.Doubt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the answers to creates have told of an attempt's pod. Mutable, confined to one {@link KnownAttempt}. */
final class CreationFindings {
    private final RetryPauses afterRefusal = RetryPauses.afterRefusal();
    private final RetryPauses afterFailure = RetryPauses.afterFailure();
    private final Doubt doubt = new Doubt();
    private boolean existed;
    private boolean leftOver;
    private Diagnosis refusal;
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
        if (why.verdict() == Verdict.AMBIGUOUS) {
            doubt.refused(now);
        } else {
            doubt.clear();
        }
        return now.plus(afterRefusal.next(podName, retryAfter));
    }

    /**
     * What was to be created could not be, for a reason that may pass; when to try again. Whether it is the API that fails, or
     * the create alone, only a look can tell.
     */
    Instant failed(Diagnosis why, String podName, Optional<Duration> retryAfter, Instant now) {
        unconfirmed = Optional.of(why);
        return now.plus(afterFailure.next(podName, retryAfter));
    }

    /** The API answers, so it is the create that failed: why, if that was not known before. */
    Optional<Diagnosis> confirmFailure() {
        Optional<Diagnosis> news = unconfirmed;
        news.ifPresent(why -> {
            refusal = why;
            doubt.clear();
        });
        unconfirmed = Optional.empty();
        return news;
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

    /** When a refusal that may pass counts. Empty if the last refusal is another, or there is none. */
    Optional<Instant> countsFrom() {
        return doubt.countsFrom();
    }

    /** Why the last create was refused; empty if it was not. */
    Optional<Diagnosis> refusal() {
        return Optional.ofNullable(refusal);
    }
}
