package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Instant;
import java.util.Optional;

/**
 * What was last seen of one pod, by the watch or by a look. Another pod is another object. Mutable, confined to one
 * {@link KnownAttempt}.
 */
final class LastLook {
    private PodSnapshot pod;
    private Instant seenAt;
    private Diagnosis diagnosis;
    private Instant identifiedAt;
    private Instant absentAt;
    private Instant fullAt;
    private String fullVersion;
    private Instant removalCheckedAt;
    private String versionForDeletion;
    private boolean wanted;
    private boolean endSeen;
    private boolean deletionAccepted;

    // --- what happens to it -------------------------------------------------------------------------------------

    /** It is known now which pod it is. */
    void identified(Instant now) {
        identifiedAt = now;
    }

    /** The pod was seen in this state. */
    void saw(PodSnapshot state, Instant now) {
        assert pod == null || pod.uid().equals(state.uid()) : "another pod is another object";
        pod = state;
        seenAt = now;
        wanted = false;
    }

    /** What was asked for at this moment is newer than what was seen before, whatever the versions say. */
    void supersededBy(Instant askedAt) {
        if (pod != null && seenAt.isBefore(askedAt)) {
            pod = null;
        }
    }

    void judged(Diagnosis meaning) {
        diagnosis = meaning;
    }

    /** The watch showed the pod up to its end. */
    void sawEnd() {
        endSeen = true;
    }

    /** The pod must be looked at before anything is decided. */
    void want() {
        wanted = true;
    }

    /** Nothing has to be looked at before something is decided. */
    void dismiss() {
        wanted = false;
    }

    /** A look that was asked for at this moment found no pod of the name. */
    void foundNothing(Instant askedAt) {
        absentAt = askedAt;
        wanted = false;
    }

    /** A create is sent: what was not there may be there from now on. */
    void mayAppear() {
        absentAt = null;
    }

    /** A look that was asked for at this moment read all that there is about the pod in this version. */
    void sawAll(Instant askedAt, String resourceVersion) {
        fullAt = askedAt;
        fullVersion = resourceVersion;
    }

    /** The pod was changed since it was judged; what was decided on its old state is void. */
    void changedMeanwhile() {
        fullAt = null;
        wanted = true;
    }

    /** The pod is deleted in the state that was seen last. */
    void judgedForDeletion() {
        versionForDeletion = pod.resourceVersion();
    }

    void deletionAccepted(Instant now) {
        deletionAccepted = true;
        removalCheckedAt = now;
    }

    /** The pod itself says that it is being deleted. */
    void deletionSeen() {
        deletionAccepted = true;
    }

    /** The pod itself says that it is not being deleted: whatever was accepted is not in effect. */
    void noDeletionSeen() {
        deletionAccepted = false;
    }

    /** It is checked from now on whether the pod has gone. */
    void removalChecked(Instant now) {
        removalCheckedAt = now;
    }

    // --- what is known of it ------------------------------------------------------------------------------------

    /** The newest state of the pod; empty before the first. */
    Optional<PodSnapshot> pod() {
        return Optional.ofNullable(pod);
    }

    /** What that means, or how the pod ended; empty before either is known. */
    Optional<Diagnosis> diagnosis() {
        return Optional.ofNullable(diagnosis);
    }

    boolean isWanted() {
        return wanted;
    }

    /** Whether the pod was first seen after this moment. */
    boolean identifiedAfter(Instant moment) {
        return identifiedAt != null && moment.isBefore(identifiedAt);
    }

    /** When the look was asked for that found no pod of the name; empty if none did since the last change. */
    Optional<Instant> absentAt() {
        return Optional.ofNullable(absentAt);
    }

    boolean isEndSeen() {
        return endSeen;
    }

    /** Whether the pod is in the state in which it was to be deleted, and all there is about it was read. */
    boolean isAsJudged() {
        return sawAllOfThis() && pod.resourceVersion().equals(versionForDeletion);
    }

    boolean isDeletionAccepted() {
        return deletionAccepted;
    }

    /** When it was last checked whether the pod has gone; empty before. */
    Optional<Instant> removalCheckedAt() {
        return Optional.ofNullable(removalCheckedAt);
    }

    /** Whether all there is about the pod was read since this moment. */
    boolean sawAllSince(Instant moment) {
        return fullAt != null && !fullAt.isBefore(moment);
    }

    /** Whether all there is was read about the pod in the version that was seen last. */
    boolean sawAllOfThis() {
        return pod != null && pod.resourceVersion().equals(fullVersion);
    }
}
