package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What this process knows of the current attempt beyond the saved state; lost with the process and found again by
 * looking. Mutable, confined to one {@link Lifecycle}.
 */
final class Sight {
    /** The newest state of the pod; null before the first. */
    PodSnapshot pod;
    /** When that was learned; null before. */
    Instant seenAt;
    /** What it means; null before the first. */
    Diagnosis diagnosis;
    /** When the last full look was asked for; a deadline that passed before it has been looked after. */
    Instant fullLookAt;
    /** The resource version that full look returned; null if the pod was absent. */
    String fullLookVersion;
    /** When the pod was seen first in this process; null before. */
    Instant identifiedAt;
    /** The watch showed the pod up to its end. */
    boolean finalSeen;
    /** When the look was asked for that found no pod of the name; null if none did since the last change. */
    Instant absentAt;
    /** A create was answered with AlreadyExists: a pod of the name existed at that moment. */
    boolean existed;
    /** A pod of the same name from an earlier run under the same id is being deleted. */
    boolean leftOver;
    /** Why the last create was refused; null if it was not. */
    Diagnosis refusal;
    /** Why no create was sent, in a sentence. */
    Optional<String> held = Optional.empty();

    int refusals;
    /** The pod may be created now. */
    boolean admitted;
    /** Why it may not; null while nothing holds it. */
    Diagnosis hold;
    /** When to ask again. */
    Instant heldUntil = Instant.MIN;
    /** Its turn came while it was asking. */
    boolean turnCame;
    /** A deadline has passed and the pod had not started yet when it was looked at. */
    boolean overdue;
    /** The pod must be looked at before anything is decided. */
    boolean lookWanted;
    /** No request before this moment. */
    Instant notBefore = Instant.MIN;
    /** Requests in a row without a usable answer. */
    int failures;
    /** With requests. */
    final Trouble requests = new Trouble();
    /** With the watch. */
    final Trouble watch = new Trouble();
    /** The newest of its events that tell of trouble, as far as they were read. */
    List<PodEvent> events = List.of();
    /** What may not be read, in the server's words; each is told once. */
    final Set<String> forbidden = new HashSet<>();
    /** When events were last read because the status did not carry the cause. */
    Instant eventsAt;

    int eventReads;
    /** One request is under way. */
    boolean busy;
    /** When it was sent. */
    Instant askedAt;

    /** The Secret may not be given to the pod. */
    boolean cannotGive;
    /** The Secret may not be deleted. */
    boolean secretStays;
    /** Not before this moment is the Secret given to the pod. */
    Instant giveAt = Instant.MIN;

    int gives;
    boolean deleteAccepted;
    Instant cleanLookAt;
    boolean logFollowed;
    boolean logEnding;
    boolean delivered;
    boolean settled;
    /** The last cause that was told, so that each change is told once. */
    String told = "";

    /** Why a request was held back on our side, as it was told last. */
    String toldHeld = "";

    /** What is worth telling beyond the pod's own state. */
    Obstacles remarks() {
        return new Obstacles(held, requests.remark().or(watch::remark));
    }

    /** What stands in the way of the pod's creation, as far as that is known. */
    Optional<Diagnosis> obstacle() {
        return Optional.ofNullable(refusal).or(() -> Optional.ofNullable(hold));
    }

    void admitted() {
        busy = false;
        admitted = true;
        hold = null;
    }

    void held(Diagnosis why, Instant until) {
        busy = false;
        hold = why;
        heldUntil = turnCame ? Instant.MIN : until;
        turnCame = false;
    }

    void turnCame() {
        turnCame = busy;
        heldUntil = Instant.MIN;
    }

    /** Another pod has taken the place of the one that is gone. */
    void landed(Instant now) {
        identifiedAt = now;
        pod = null;
        diagnosis = null;
        finalSeen = false;
        absentAt = null;
        deleteAccepted = false;
        cleanLookAt = null;
    }

    /** Forgets what belonged to the last pod. */
    void reset() {
        pod = null;
        diagnosis = null;
        fullLookAt = null;
        fullLookVersion = null;
        identifiedAt = null;
        finalSeen = false;
        absentAt = null;
        existed = false;
        leftOver = false;
        refusal = null;
        held = Optional.empty();
        refusals = 0;
        admitted = false;
        hold = null;
        overdue = false;
        lookWanted = false;
        events = List.of();
        eventsAt = null;
        eventReads = 0;
        cannotGive = false;
        secretStays = false;
        giveAt = Instant.MIN;
        gives = 0;
        deleteAccepted = false;
        cleanLookAt = null;
        logFollowed = false;
        logEnding = false;
        told = "";
        toldHeld = "";
    }
}
