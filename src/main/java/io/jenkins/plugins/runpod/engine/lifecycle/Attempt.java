package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One pod of a task. An attempt has one name. From the first sight of its pod it has one UID, which never changes. Part
 * of the saved state. Absent values are null inside this package only.
 *
 * @param number counted from 1
 * @param podName the deterministic name
 * @param uid the pod's UID, or null before the pod was seen
 * @param node the node of the pod, or empty
 * @param firstSentAt the time before the first create with an unknown outcome was sent, or null
 * @param lastSentAt the time before the last create with an unknown outcome was sent, or null
 * @param memory the memory of this pod's diagnosis
 * @param drained whether all readable lines of its log were written
 * @param gone whether the pod was seen to be gone
 * @param secret the Secret of the pod, or null if none was ever intended
 * @param files how far its files are, or null if none were ever moved
 * @param variant in what its pod differs from the first one of the task, or null if in nothing
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
        OwnedSecret secret,
        FileProgress files,
        PodVariant variant) {

    /** How long a create without an answer may still take effect: 3 request timeouts. */
    static final Duration LANDING = Duration.ofSeconds(90);

    static Attempt of(int number, String podName, PodVariant variant) {
        return new Attempt(
                number,
                podName,
                null,
                "",
                null,
                null,
                Memory.empty(),
                false,
                false,
                null,
                null,
                variant.equals(PodVariant.FIRST) ? null : variant);
    }

    /** A create is about to be sent. Its outcome is unknown until its answer. */
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
                secret,
                files,
                variant);
    }

    /** Whether exactly one create with an unknown outcome was sent. */
    boolean sentOnce() {
        return firstSentAt != null && firstSentAt.equals(lastSentAt);
    }

    /** The last create certainly made no pod. An earlier unanswered create still may. */
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
                secret,
                files,
                variant);
    }

    /** No create with an unknown outcome has made a pod, and none can any more. */
    Attempt neverCreated() {
        return new Attempt(number, podName, uid, node, null, null, memory, drained, gone, secret, files, variant);
    }

    Attempt identified(String podUid) {
        return new Attempt(
                number, podName, podUid, node, firstSentAt, lastSentAt, memory, drained, gone, secret, files, variant);
    }

    Attempt onNode(String name) {
        return new Attempt(
                number, podName, uid, name, firstSentAt, lastSentAt, memory, drained, gone, secret, files, variant);
    }

    Attempt remembering(Memory changed) {
        return new Attempt(
                number, podName, uid, node, firstSentAt, lastSentAt, changed, drained, gone, secret, files, variant);
    }

    Attempt with(OwnedSecret changed) {
        return new Attempt(
                number, podName, uid, node, firstSentAt, lastSentAt, memory, drained, gone, changed, files, variant);
    }

    /** The Secret of the pod, which may be absent. */
    OwnedSecret ownedSecret() {
        return secret == null ? OwnedSecret.none() : secret;
    }

    Attempt with(FileProgress changed) {
        return new Attempt(
                number, podName, uid, node, firstSentAt, lastSentAt, memory, drained, gone, secret, changed, variant);
    }

    /** In what its pod differs from the first one of the task. */
    public PodVariant podVariant() {
        return variant == null ? PodVariant.FIRST : variant;
    }

    /** The same as another variant. No create of it may be on its way. */
    Attempt with(PodVariant changed) {
        assert firstSentAt == null && uid == null : "a pod of this name has another variant";
        return new Attempt(
                number, podName, uid, node, firstSentAt, lastSentAt, memory, drained, gone, secret, files, changed);
    }

    /** Whether it is not decided yet which pod it has. */
    boolean isOpen() {
        return firstSentAt == null && uid == null;
    }

    /** How far its files are. */
    FileProgress fileProgress() {
        return files == null ? FileProgress.none() : files;
    }

    Attempt withLogDrained() {
        return new Attempt(
                number, podName, uid, node, firstSentAt, lastSentAt, memory, true, gone, secret, files, variant);
    }

    Attempt vanished() {
        return new Attempt(
                number, podName, uid, node, firstSentAt, lastSentAt, memory, drained, true, secret, files, variant);
    }

    /** The last create made the pod. While that pod exists, an earlier unanswered create cannot make one. */
    Attempt created() {
        return sentOnce() ? notCreated() : this;
    }

    /** An unanswered create took effect after the attempt's pod was gone. The new pod is now the attempt's pod. */
    Attempt landedLate(String podUid) {
        return new Attempt(
                number, podName, podUid, node, firstSentAt, lastSentAt, memory, drained, false, secret, files, variant);
    }

    /** Whether an unanswered create may still make a pod. */
    boolean mayLand(Instant now) {
        return lastSentAt != null && now.isBefore(landed());
    }

    /** When an unanswered create can no longer make a pod. */
    Instant landed() {
        return lastSentAt.plus(LANDING);
    }

    /** Whether a pod of this name exists or may still be created. */
    boolean mayExist(Instant now) {
        return (uid != null && !gone) || mayLand(now) || (uid == null && !gone && firstSentAt != null);
    }

    /** The outputs, once all of them have arrived on the controller. */
    public Optional<FileProgress.TakenFiles> takenFiles() {
        return Optional.ofNullable(fileProgress().taken());
    }
}
