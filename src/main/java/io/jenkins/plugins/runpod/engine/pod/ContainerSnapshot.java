package io.jenkins.plugins.runpod.engine.pod;

import java.util.function.UnaryOperator;

/** One container of a pod, reduced to what diagnosis needs. */
public record ContainerSnapshot(
        String name, Kind kind, String image, ContainerState state, ContainerState lastState, int restartCount) {

    /** Whether it runs, or has run, by what its status says. */
    public boolean began() {
        return restartCount > 0
                || state instanceof ContainerState.Running
                || (state instanceof ContainerState.Terminated ended && ended.began());
    }

    ContainerSnapshot withStates(UnaryOperator<ContainerState> change) {
        return new ContainerSnapshot(name, kind, image, change.apply(state), change.apply(lastState), restartCount);
    }

    /** What a container is for. */
    public enum Kind {
        /** Runs to its end before the main containers start. */
        INIT,
        /** An init container with restartPolicy Always: runs beside the main containers. */
        SIDECAR,
        /** One of {@code spec.containers}. */
        MAIN
    }
}
