package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.util.Optional;

/** What the machine needs to know of a task to recognize its pods. Pure. */
public interface Task {

    /** The result container. Empty for the pod's first container. */
    Optional<String> resultContainer();

    /** Whether each of its pods has its own Secret, under the pod's name. */
    boolean hasSecret();

    /** Whether its pods wait for files before the result container starts. */
    default boolean hasInputs() {
        return false;
    }

    /** Whether files are taken from its last pod after the result container has ended. */
    default boolean hasOutputs() {
        return false;
    }

    /** The deterministic name of an attempt's pod. */
    String podName(int attempt);

    /** The mirrors that its images can come from while their registries limit pulls. Empty if there are none. */
    default Optional<Mirrors> mirrors() {
        return Optional.empty();
    }

    /** The pod of the attempt after one whose pod was the given one and that ended so. */
    default PodVariant next(PodVariant last, Ending ending) {
        return last;
    }

    /** Whether this pod was created for this attempt of this task, from the same specification and as this variant of it. */
    boolean owns(PodSnapshot pod, int attempt, PodVariant variant);
}
