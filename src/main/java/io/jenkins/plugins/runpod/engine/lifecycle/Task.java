package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.util.Optional;

/** What the machine must know of a task to recognize its pods. Pure. */
public interface Task {

    /** The container whose exit code counts; empty for the pod's first. */
    Optional<String> resultContainer();

    /** Whether each of its pods has a Secret of its own, under the pod's name. */
    boolean hasSecret();

    /** The deterministic name of an attempt's pod. */
    String podName(int attempt);

    /** Whether this pod, found under that name, was created for this attempt of this task from the same specification. */
    boolean owns(PodSnapshot pod, int attempt);
}
