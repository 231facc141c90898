package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * The Secret of an attempt, without its data. It has the name of the pod. Part of the saved state. Absent values are
 * null inside this package only.
 *
 * @param uid its UID, or null before a create was answered
 * @param sentAt the time before the last create with an unknown outcome was sent, or null
 * @param earlierAt the same for the create before it, if that was not answered either, or null
 * @param owned whether the pod owns the Secret, so that Kubernetes removes it with the pod
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnedSecret(String uid, Instant sentAt, Instant earlierAt, boolean owned) {
    private static final OwnedSecret NONE = new OwnedSecret(null, null, null, false);

    static OwnedSecret none() {
        return NONE;
    }

    /** A create is about to be sent. Its outcome is unknown until its answer. */
    OwnedSecret sending(Instant now) {
        Instant last = lastUnanswered();
        // Later than the one before even if the clock was set back meanwhile.
        Instant next = last == null || now.isAfter(last) ? now : last.plusNanos(1);
        return new OwnedSecret(uid, next, last, owned);
    }

    /** The last create certainly made no Secret. An earlier unanswered create still may. */
    OwnedSecret notMade() {
        return new OwnedSecret(uid, null, earlierAt, owned);
    }

    /** The Secret exists with its data, and no pod owns it yet. */
    OwnedSecret made(String secretUid) {
        return new OwnedSecret(secretUid, null, earlierAt, false);
    }

    OwnedSecret givenToPod() {
        return new OwnedSecret(uid, sentAt, earlierAt, true);
    }

    /** No unanswered create can take effect any more. It may have taken the Secret from the pod. */
    OwnedSecret withoutUnanswered() {
        return new OwnedSecret(uid, null, null, false);
    }

    /** The Secret is gone. */
    OwnedSecret vanished() {
        return new OwnedSecret(null, sentAt, earlierAt, false);
    }

    /** Whether the Secret was seen. */
    boolean exists() {
        return uid != null;
    }

    /** Whether the Secret exists or may still be created. */
    boolean mayExist() {
        return uid != null || hasUnanswered();
    }

    /** Whether a create is unanswered. Its Secret may differ from the Secret that was seen. */
    boolean hasUnanswered() {
        return lastUnanswered() != null;
    }

    /** Whether an unanswered create may still make a Secret. */
    boolean mayLand(Instant now) {
        return hasUnanswered() && now.isBefore(landed());
    }

    /** When an unanswered create can no longer make a Secret. */
    Instant landed() {
        return lastUnanswered().plus(Attempt.LANDING);
    }

    /** The time before the last unanswered create was sent, or null. */
    private Instant lastUnanswered() {
        return sentAt == null ? earlierAt : sentAt;
    }
}
