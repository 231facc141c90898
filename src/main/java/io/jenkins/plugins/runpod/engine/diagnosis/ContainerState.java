package io.jenkins.plugins.runpod.engine.diagnosis;

import java.time.Instant;
import java.util.Optional;

/** The state of a container as the kubelet reports it. */
public sealed interface ContainerState {
    /** No status at all yet. */
    record Absent() implements ContainerState {}

    /** {@code state.waiting}; texts may be empty. */
    record Waiting(String reason, String message) implements ContainerState {}

    /** {@code state.running}. */
    record Running(Optional<Instant> startedAt) implements ContainerState {}

    /** {@code state.terminated}; texts may be empty. */
    record Terminated(
            int exitCode, String reason, String message, Optional<Instant> startedAt, Optional<Instant> finishedAt)
            implements ContainerState {
        /** Whether the process was started at all: a failed start carries the epoch as its start time. */
        boolean began() {
            return startedAt.filter(t -> t.getEpochSecond() > 0).isPresent();
        }
    }
}
