package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory;
import java.time.Duration;
import java.time.Instant;

/**
 * One pod of a task. An attempt has one name and, from the first sight on, one UID for life. Saved; absent values are
 * null inside this package only.
 *
 * @param number counted from 1
 * @param podName the deterministic name
 * @param uid the pod's UID once it was seen, else null
 * @param node the node it is bound to, or the empty string
 * @param firstSentAt when the first create whose outcome is not known was about to be sent; null when there is none
 * @param lastSentAt when the last such create was about to be sent; null when there is none
 * @param memory what diagnosis remembers of this pod
 * @param drained whether all that can be had of its log has been written
 * @param gone whether the pod was seen to be gone
 * @param secret the Secret that goes with it; null when none was ever intended
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Attempt(
        int number,
        String podName,
        String uid,
        String node,
        Instant firstSentAt,
        Instant lastSentAt,
        Memory memory,
        boolean drained,
        boolean gone,
        OwnedSecret secret) {

    /** How long a create without an answer may still land: three request timeouts. */
    static final Duration LANDING = Duration.ofSeconds(90);

    static Attempt of(int number, String podName) {
        return new Attempt(number, podName, null, "", null, null, Memory.empty(), false, false, null);
    }

    /** A create is about to be sent; its outcome is unknown until an answer says otherwise. */
    Attempt sending(Instant now) {
        // Later than the one before even if the clock was set back meanwhile: two creates are not one.
        Instant last = lastSentAt == null || now.isAfter(lastSentAt) ? now : lastSentAt.plusNanos(1);
        return new Attempt(
                number,
                podName,
                uid,
                node,
                firstSentAt == null ? last : firstSentAt,
                last,
                memory,
                drained,
                gone,
                secret);
    }

    /** Whether exactly one create was sent whose outcome is not known. */
    boolean sentOnce() {
        return firstSentAt != null && firstSentAt.equals(lastSentAt);
    }

    /** The last create certainly made no pod. An earlier one that was never answered still may. */
    Attempt notCreated() {
        boolean earlierOpen = firstSentAt != null && !sentOnce();
        return new Attempt(
                number,
                podName,
                uid,
                node,
                earlierOpen ? firstSentAt : null,
                earlierOpen ? lastSentAt : null,
                memory,
                drained,
                gone,
                secret);
    }

    Attempt identified(String podUid) {
        return new Attempt(number, podName, podUid, node, firstSentAt, lastSentAt, memory, drained, gone, secret);
    }

    Attempt onNode(String name) {
        return new Attempt(number, podName, uid, name, firstSentAt, lastSentAt, memory, drained, gone, secret);
    }

    Attempt remembering(Memory changed) {
        return new Attempt(number, podName, uid, node, firstSentAt, lastSentAt, changed, drained, gone, secret);
    }

    Attempt with(OwnedSecret changed) {
        return new Attempt(number, podName, uid, node, firstSentAt, lastSentAt, memory, drained, gone, changed);
    }

    /** The Secret that goes with it, which may be none. */
    OwnedSecret ownedSecret() {
        return secret == null ? OwnedSecret.none() : secret;
    }

    Attempt withLogDrained() {
        return new Attempt(number, podName, uid, node, firstSentAt, lastSentAt, memory, true, gone, secret);
    }

    Attempt vanished() {
        return new Attempt(number, podName, uid, node, firstSentAt, lastSentAt, memory, drained, true, secret);
    }

    /** The last create made the pod. An earlier one that was never answered cannot any more, while that pod is there. */
    Attempt created() {
        return sentOnce() ? notCreated() : this;
    }

    /** A create that was never answered landed after the attempt's pod was gone: this is the attempt's pod now. */
    Attempt landedLate(String podUid) {
        return new Attempt(number, podName, podUid, node, firstSentAt, lastSentAt, memory, drained, false, secret);
    }

    /** Whether a create that was never answered may still make a pod. */
    boolean mayLand(Instant now) {
        return lastSentAt != null && now.isBefore(landed());
    }

    /** When a create that was never answered can no longer make a pod. */
    Instant landed() {
        return lastSentAt.plus(LANDING);
    }

    /** Whether a pod of this name exists or may still come into being. */
    boolean mayExist(Instant now) {
        return (uid != null && !gone) || mayLand(now) || (uid == null && !gone && firstSentAt != null);
    }
}
