package io.jenkins.plugins.runpod.engine.admission;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.time.Instant;
import java.util.Optional;

/** Decides when a pod may be created. Safe for use by many threads; at most writes a small file. */
public interface Admission {
    /**
     * Why not now.
     *
     * @param why a sentence for the user
     * @param until when to ask again at the latest
     */
    record Hold(Cause cause, String why, Instant until) {}

    /**
     * A task that wants to create its pod.
     *
     * @param arrived since when it has wanted to, restarts included
     * @param turn is run when it is worth asking again at once; by any thread, must return at once
     */
    record Applicant(TaskId task, TaskSpecification specification, Instant arrived, Runnable turn) {}

    /** Empty when the pod may be created now; the same task may ask again after a crash. */
    Optional<Hold> ask(Applicant applicant, Instant now);

    /** What holds a task at this moment that has asked and waits. */
    default Optional<Hold> hold(TaskId task, Instant now) {
        return Optional.empty();
    }

    /** The task waits for something else now, and asks again when that is over; it stays as old as it is. */
    default void stepAside(TaskId task) {}

    /** What the newest state of a task's pod means. */
    default void seen(TaskId task, PodSnapshot pod, Diagnosis diagnosis, Instant now) {}

    /** The task has no pod any more and wants none. */
    default void over(TaskId task) {}

    /** Always now. */
    static Admission free() {
        return (applicant, now) -> Optional.empty();
    }

    /** Only when both agree. Who waits for the first one does not wait for the second one, and takes no turn of others there. */
    static Admission both(Admission first, Admission second) {
        return new AdmissionChain(first, second);
    }
}
