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
 * @param message its {@link TerminationMessage}, as the kubelet reports it, or null if it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerEnd(String container, Integer exitCode, Instant startedAt, Instant finishedAt, String message) {
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
        return new ContainerEnd(container, null, null, null, null);
    }

    /** The end that the kubelet reports of this container. The message of an init container is no result of the task. */
    public static ContainerEnd of(ContainerSnapshot container, ContainerState.Terminated seen) {
        boolean wrote = container.kind() != ContainerSnapshot.Kind.INIT
                && seen.began()
                && !seen.lost()
                && !seen.message().isEmpty();
        return new ContainerEnd(
                container.name(),
                seen.exitCode(),
                seen.startedAt().orElse(null),
                seen.finishedAt().orElse(null),
                wrote ? seen.message() : null);
    }

    /** The same end with an exit code that says nothing about the task. */
    public ContainerEnd withoutExitCode() {
        return new ContainerEnd(container, null, startedAt, finishedAt, message);
    }

    /** The same end, which another moment tells from a later run's. */
    public ContainerEnd finishedAt(Instant moment) {
        return new ContainerEnd(container, exitCode, startedAt, moment, message);
    }

    /** The same end without the message, for what is kept of an attempt that is over. */
    public ContainerEnd withoutMessage() {
        return new ContainerEnd(container, exitCode, startedAt, finishedAt, null);
    }
}
