package io.jenkins.plugins.runpod.engine.admission;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides when a pod may be created. Safe for use by many threads. A call takes milliseconds and may write a small
 * file.
 */
public interface Admission {
    /**
     * The reason why a pod may not be created now.
     *
     * @param why a sentence for the user
     * @param until when to ask again at the latest
     * @param mirror whether the pod may be created sooner if its images come from their mirrors
     */
    record Hold(Cause cause, String why, Instant until, boolean mirror) {
        /** A reason that a mirror does not remove. */
        public Hold(Cause cause, String why, Instant until) {
            this(cause, why, until, false);
        }
    }

    /**
     * A task that wants to create its pod.
     *
     * @param specification of the pod that it wants to create. It has mirrors if its images may come from there instead
     * @param arrived when the task first wanted to create a pod, across restarts
     * @param askAgain is run when the task should ask again at once. Any thread runs it. It must not block.
     */
    record Applicant(TaskId task, TaskSpecification specification, Instant arrived, Runnable askAgain) {}

    /** Empty if the pod may be created now. A task may ask again after a crash. */
    Optional<Hold> ask(Applicant applicant, Instant now);

    /** What holds a waiting task at this moment. */
    default Optional<Hold> hold(TaskId task, Instant now) {
        return Optional.empty();
    }

    /** The task waits for a different reason now and asks again later. It keeps its position by age. */
    default void stepAside(TaskId task) {}

    /**
     * Receives the diagnosis of the newest state of a task's pod.
     *
     * @param specification of the task
     */
    default void seen(
            TaskId task, TaskSpecification specification, PodSnapshot pod, Diagnosis diagnosis, Instant now) {}

    /** The API server answers, and the creates of a task fail, in the server's words. */
    default void createsFail(TaskId task, String why, Instant now) {}

    /** A create was answered. */
    default void createsWork() {}

    /** The task has no pod and needs none any more. */
    default void over(TaskId task, Instant now) {}

    /** Admits every pod at once. */
    static Admission free() {
        return (applicant, now) -> Optional.empty();
    }

    /** Admits a pod if both admit it. A task that the first one holds is not in the queue of the second one. */
    static Admission both(Admission first, Admission second) {
        return new AdmissionChain(first, second);
    }
}
