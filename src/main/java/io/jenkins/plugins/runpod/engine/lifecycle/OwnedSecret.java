package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * The Secret of an attempt, which has the name of its pod: that there is one, and never what it holds. Saved; absent values are null
 * inside this package only.
 *
 * @param uid its UID once a create was answered, else null
 * @param sentAt when the last create whose outcome is not known was about to be sent; null when there is none
 * @param earlierAt when the create before that one was, if it was never answered either; else null
 * @param owned whether the pod owns it, so that Kubernetes removes it with the pod
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnedSecret(String uid, Instant sentAt, Instant earlierAt, boolean owned) {
    private static final OwnedSecret NONE = new OwnedSecret(null, null, null, false);

    static OwnedSecret none() {
        return NONE;
    }

    /** A create is about to be sent; its outcome is unknown until an answer says otherwise. */
    OwnedSecret sending(Instant now) {
        Instant last = lastUnanswered();
        // Later than the one before even if the clock was set back meanwhile.
        Instant next = last == null || now.isAfter(last) ? now : last.plusNanos(1);
        return new OwnedSecret(uid, next, last, owned);
    }

    /** The last create certainly made no Secret. An earlier one that was never answered still may. */
    OwnedSecret notMade() {
        return new OwnedSecret(uid, null, earlierAt, owned);
    }

    /** It is there, with what it is to hold, and nobody owns it yet. */
    OwnedSecret made(String secretUid) {
        return new OwnedSecret(secretUid, null, earlierAt, false);
    }

    OwnedSecret givenToPod() {
        return new OwnedSecret(uid, sentAt, earlierAt, true);
    }

    /** It is not there any more. */
    OwnedSecret vanished() {
        return new OwnedSecret(null, sentAt, earlierAt, false);
    }

    /** Whether it was seen. */
    boolean exists() {
        return uid != null;
    }

    /** Whether it exists or may still come into being. */
    boolean mayExist() {
        return uid != null || hasUnanswered();
    }

    /** Whether a create was sent that was never answered: its Secret may be another one than the one that was seen. */
    boolean hasUnanswered() {
        return lastUnanswered() != null;
    }

    /** Whether a create that was never answered may still make a Secret. */
    boolean mayLand(Instant now) {
        return hasUnanswered() && now.isBefore(landed());
    }

    /** When a create that was never answered can no longer make a Secret. */
    Instant landed() {
        return lastUnanswered().plus(Attempt.LANDING);
    }

    /** When the last create was about to be sent that was never answered; null if there is none. */
    private Instant lastUnanswered() {
        return sentAt == null ? earlierAt : sentAt;
    }
}
