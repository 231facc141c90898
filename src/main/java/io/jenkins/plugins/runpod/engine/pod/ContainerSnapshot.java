package io.jenkins.plugins.runpod.engine.pod;

import java.util.function.UnaryOperator;

/**
 * One container of a pod, reduced to the fields that diagnosis needs.
 *
 * @param created whether its status has the id of a container, which the container runtime gives
 */
public record ContainerSnapshot(
        String name,
        Kind kind,
        String image,
        ContainerState state,
        ContainerState lastState,
        int restartCount,
        boolean created) {

    /** A container whose status has no id. */
    public ContainerSnapshot(
            String name, Kind kind, String image, ContainerState state, ContainerState lastState, int restartCount) {
        this(name, kind, image, state, lastState, restartCount, false);
    }

    /** Whether its status shows that it runs or has run. */
    public boolean began() {
        return restartCount > 0
                || state instanceof ContainerState.Running
                || (state instanceof ContainerState.Terminated ended && ended.began());
    }

    /** Whether run-pod has added it to the pod. That it ran says nothing about the task. */
    public boolean isHelper() {
        return HelperContainers.isName(name);
    }

    ContainerSnapshot withStates(UnaryOperator<ContainerState> change) {
        return new ContainerSnapshot(
                name, kind, image, change.apply(state), change.apply(lastState), restartCount, created);
    }

    /** The role of a container. */
    public enum Kind {
        /** An init container, which ends before the main containers start. */
        INIT,
        /** An init container with restartPolicy Always, which runs beside the main containers. */
        SIDECAR,
        /** A container of {@code spec.containers}. */
        MAIN,
        /** The container of {@code spec.containers} that run-pod has added: {@link HelperContainers#OUTPUT}. */
        HELPER
    }
}
