package io.jenkins.plugins.runpod.engine.pod;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * The end of a container, as far as it was seen. Every other end contains this record. Part of the saved state. Absent
 * values are null.
 *
 * @param container the name of the container, or empty if the end is about the whole pod
 * @param exitCode null if no exit code was seen, or if it has no meaning for the task
 * @param startedAt when the container started, by the node's clock, or null if unknown
 * @param finishedAt when the container ended, by the node's clock, or null if unknown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerEnd(String container, Integer exitCode, Instant startedAt, Instant finishedAt) {
    private static final ContainerEnd NONE = unseen("");

    public ContainerEnd {
        container = PodSnapshot.text(container);
    }

    /** No container is known to have ended. */
    public static ContainerEnd none() {
        return NONE;
    }

    /** The end of this container was not seen. */
    public static ContainerEnd unseen(String container) {
        return new ContainerEnd(container, null, null, null);
    }

    /** The end that the kubelet reports of this container. */
    public static ContainerEnd of(String container, ContainerState.Terminated seen) {
        return new ContainerEnd(
                container,
                seen.exitCode(),
                seen.startedAt().orElse(null),
                seen.finishedAt().orElse(null));
    }

    /** The same end with an exit code that says nothing about the task. */
    public ContainerEnd withoutExitCode() {
        return new ContainerEnd(container, null, startedAt, finishedAt);
    }

    /** The same end, which another moment tells from a later run's. */
    public ContainerEnd finishedAt(Instant moment) {
        return new ContainerEnd(container, exitCode, startedAt, moment);
    }
}
