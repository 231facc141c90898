package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import java.time.Instant;
import java.util.Optional;

/**
 * What this process knows of the current attempt beyond the saved state. It is lost with the process and found again by
 * looking. The next attempt is another object. Mutable, confined to one {@link Knowledge}.
 */
final class KnownAttempt {
    private final AdmissionHold admission = new AdmissionHold();
    private final CreationFindings creation = new CreationFindings();
    private final EventReads events = new EventReads();
    private final SecretProgress secret = new SecretProgress();
    private final TransferProgress transfer = new TransferProgress();
    private LastLook look = new LastLook();
    private String waitReason;
    private String toldWaitReason = "";
    private String told = "";
    private boolean overdue;
    private boolean logFollowed;
    private boolean logEnding;

    // --- what happens to it -------------------------------------------------------------------------------------

    /** Another pod follows the one that is gone. */
    void landed(Instant now) {
        look = new LastLook();
        look.identified(now);
    }

    /** No request is sent for this reason; whether the user has not read it yet. */
    boolean waits(String why) {
        waitReason = why;
        boolean isNew = !why.equals(toldWaitReason);
        toldWaitReason = why;
        return isNew;
    }

    /** The pod of an earlier run is in the way; whether that is new. */
    boolean waitsForLeftOver(String why) {
        waitReason = why;
        boolean isNew = !creation.isLeftOver();
        creation.leftOver();
        return isNew;
    }

    /** A request had an answer or none: nothing on our side holds it back. */
    void goesOn() {
        waitReason = null;
    }

    /** This cause was told to the user. */
    void told(String cause) {
        told = cause;
    }

    /** A deadline has passed and the pod had not started yet when it was looked at. */
    void overdue() {
        overdue = true;
    }

    /** No deadline has passed, or the pod was seen to have started in spite of it. */
    void inTime() {
        overdue = false;
    }

    void logFollowed() {
        logFollowed = true;
    }

    void logEnding() {
        logEnding = true;
    }

    // --- what is known of it ------------------------------------------------------------------------------------

    AdmissionHold admission() {
        return admission;
    }

    CreationFindings creation() {
        return creation;
    }

    EventReads events() {
        return events;
    }

    SecretProgress secret() {
        return secret;
    }

    TransferProgress transfer() {
        return transfer;
    }

    LastLook look() {
        return look;
    }

    /** What stands in the way of the pod's creation, as far as that is known. */
    Optional<Diagnosis> obstacle() {
        return creation.refusal().or(admission::why);
    }

    /** What stands in the way of the pod's creation and counts as waiting for the cluster. A place in a queue costs nothing. */
    Optional<Diagnosis> costlyObstacle() {
        return creation.refusal().or(this::costlyHold);
    }

    private Optional<Diagnosis> costlyHold() {
        return admission.why().filter(why -> why.cause().equals(Cause.CREATE_FAILS.id()));
    }

    /** Why no request is sent, in a sentence. */
    Optional<String> waitReason() {
        return Optional.ofNullable(waitReason);
    }

    /** The last cause that was told, so that each change is told once. */
    String told() {
        return told;
    }

    boolean isOverdue() {
        return overdue;
    }

    boolean isLogFollowed() {
        return logFollowed;
    }

    boolean isLogEnding() {
        return logEnding;
    }
}
