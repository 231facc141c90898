package io.jenkins.plugins.runpod.engine.diagnosis;

import java.util.function.Function;

/** One container of a pod, reduced to what diagnosis needs. */
public record ContainerSnapshot(
        String name, Kind kind, String image, ContainerState state, ContainerState lastState, int restartCount) {

    /** Whether it runs, or has run, by what its status says. */
    public boolean began() {
        return restartCount > 0
                || state instanceof ContainerState.Running
                || (state instanceof ContainerState.Terminated ended && ended.began());
    }

    ContainerSnapshot withEndMessages(Function<ContainerState.Terminated, String> message) {
        return new ContainerSnapshot(
                name, kind, image, changed(state, message), changed(lastState, message), restartCount);
    }

    private static ContainerState changed(ContainerState state, Function<ContainerState.Terminated, String> message) {
        return state instanceof ContainerState.Terminated end
                ? new ContainerState.Terminated(
                        end.exitCode(), end.reason(), message.apply(end), end.startedAt(), end.finishedAt())
                : state;
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
