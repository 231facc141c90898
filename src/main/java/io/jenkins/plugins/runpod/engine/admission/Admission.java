package io.jenkins.plugins.runpod.engine.admission;

import io.jenkins.plugins.runpod.engine.TaskId;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.PodSnapshot;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.time.Instant;
import java.util.Optional;

/** Decides when a pod may be created. Safe for use by many threads; never blocks. */
public interface Admission {
    /**
     * Why not now.
     *
     * @param why a sentence for the user
     * @param until when to ask again
     */
    record Hold(String why, Instant until) {}

    /** Empty when the pod may be created now; the same task may ask again after a crash. */
    Optional<Hold> ask(TaskId task, TaskSpecification specification, Instant now);

    /** What the newest state of a task's pod means. */
    default void seen(TaskId task, PodSnapshot pod, Diagnosis diagnosis, Instant now) {}

    /** The task has no pod any more and wants none. */
    default void over(TaskId task) {}

    /** Always now. */
    static Admission free() {
        return (task, specification, now) -> Optional.empty();
    }
}
