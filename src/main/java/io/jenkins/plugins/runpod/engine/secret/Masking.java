package io.jenkins.plugins.runpod.engine.secret;

import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.ExecResult;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Masks everything that a task reads and writes, so that its secret values stay in their Secret. Safe for use by many
 * threads.
 */
public final class Masking {
    /** States of waiting whose message quotes the command line. The messages of other ones come from the kubelet. */
    private static final Set<String> OWN_STATES = Set.of("CreateContainerError", "RunContainerError");
    /**
     * Of a shorter message of a container that ended, nothing is cut off. The kubelet keeps 2048 bytes of a log's end and 4096 of a
     * file's beginning. All containers of a pod share 12 KiB ({@code truncateContainerTerminationMessages}).
     */
    private static final int SHORTEST_CUT = 1000;
    /** Events that quote the output of a probe or a hook. */
    private static final Set<String> OWN_EVENTS =
            Set.of("Unhealthy", "ProbeWarning", "FailedPostStartHook", "FailedPreStopHook");

    private final TaskSecrets secrets;

    public Masking(TaskSecrets secrets) {
        this.secrets = secrets;
    }

    /** The cluster, with masked answers. */
    public Cluster mask(Cluster cluster) {
        return new MaskedCluster(cluster, this);
    }

    /** The media, with masked lines. */
    public TaskMedia mask(TaskMedia media) {
        // A returned output has no status lines, so nothing in it has the mark.
        return media.with(
                log -> new MaskedMedium(log, secrets, media.mark()),
                capture -> new MaskedMedium(capture, secrets, ""),
                this::mask);
    }

    private Consumer<String> mask(Consumer<String> status) {
        return line -> status.accept(secrets.mask(line));
    }

    PodSnapshot mask(PodSnapshot pod) {
        return pod.withMessages(secrets::mask, this::mask);
    }

    ExecResult mask(ExecResult end) {
        return new ExecResult(end.exitCode(), secrets.maskOwnWords(end.stderr()), end.sent(), end.received());
    }

    Optional<PodSnapshot> mask(Optional<PodSnapshot> pod) {
        return pod.map(this::mask);
    }

    /** An event with a masked message. */
    public PodEvent mask(PodEvent event) {
        return event.withMessage(
                OWN_EVENTS.contains(event.reason())
                        ? secrets.maskOwnWords(event.message())
                        : secrets.mask(event.message()));
    }

    private ContainerState mask(ContainerState state) {
        if (state instanceof ContainerState.Waiting waiting) {
            return new ContainerState.Waiting(waiting.reason(), mask(waiting.reason(), waiting.message()));
        } else if (state instanceof ContainerState.Terminated end) {
            return new ContainerState.Terminated(
                    end.exitCode(), end.reason(), last(end), end.startedAt(), end.finishedAt());
        }
        return state;
    }

    private String last(ContainerState.Terminated end) {
        if (end.lost()) {
            return secrets.mask(end.message());
        }
        return end.message().getBytes(StandardCharsets.UTF_8).length >= SHORTEST_CUT
                ? secrets.maskCutWords(end.message())
                : secrets.maskOwnWords(end.message());
    }

    private String mask(String reason, String message) {
        return OWN_STATES.contains(reason) ? secrets.maskOwnWords(message) : secrets.mask(message);
    }
}
