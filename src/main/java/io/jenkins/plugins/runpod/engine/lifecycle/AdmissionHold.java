package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import java.time.Instant;
import java.util.Optional;

/** Whether the pod of an attempt may be created, and what holds it. Mutable, confined to one {@link KnownAttempt}. */
final class AdmissionHold {
    private boolean answered;
    private boolean admitted;
    private Diagnosis why;
    private Instant until = Instant.MIN;
    private boolean turnCame;

    /** The pod may be created now. */
    void admitted() {
        answered = true;
        admitted = true;
        why = null;
    }

    /** The admission is used up by a create. */
    void used() {
        assert admitted : "a create without an admission";
        admitted = false;
    }

    /** The pod may not be created before this moment, unless it may ask again while that was asked. */
    void held(Diagnosis reason, Instant moment) {
        answered = true;
        why = reason;
        until = turnCame ? Instant.MIN : moment;
        turnCame = false;
    }

    /** It may be asked again at once. */
    void turnCame() {
        turnCame = false;
        until = Instant.MIN;
    }

    /** It may be asked again as soon as the answer that is awaited has come. */
    void turnCameWhileAsking() {
        turnCame = true;
        until = Instant.MIN;
    }

    /** Whether it was asked for since the start of this process, and answered. */
    boolean isAnswered() {
        return answered;
    }

    boolean isAdmitted() {
        return admitted;
    }

    boolean lasts(Instant now) {
        return why != null && now.isBefore(until);
    }

    /** What holds the pod; empty while nothing does. */
    Optional<Diagnosis> why() {
        return Optional.ofNullable(why);
    }

    /** When to ask again. */
    Instant until() {
        return until;
    }
}
