package io.jenkins.plugins.runpod.engine.pod;

import java.util.function.UnaryOperator;

/** One container of a pod, reduced to the fields that diagnosis needs. */
public record ContainerSnapshot(
        String name, Kind kind, String image, ContainerState state, ContainerState lastState, int restartCount) {

    /** Whether its status shows that it runs or has run. */
    public boolean began() {
        return restartCount > 0
                || state instanceof ContainerState.Running
                || (state instanceof ContainerState.Terminated ended && ended.began());
    }

    ContainerSnapshot withStates(UnaryOperator<ContainerState> change) {
        return new ContainerSnapshot(name, kind, image, change.apply(state), change.apply(lastState), restartCount);
    }

    /** The role of a container. */
    public enum Kind {
        /** An init container, which ends before the main containers start. */
        INIT,
        /** An init container with restartPolicy Always, which runs beside the main containers. */
        SIDECAR,
        /** A container of {@code spec.containers}. */
        MAIN
    }
}
