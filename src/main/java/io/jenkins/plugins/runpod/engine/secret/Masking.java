package io.jenkins.plugins.runpod.engine.secret;

import io.jenkins.plugins.runpod.engine.TaskMedia;
import io.jenkins.plugins.runpod.engine.diagnosis.ContainerState;
import io.jenkins.plugins.runpod.engine.diagnosis.PodEvent;
import io.jenkins.plugins.runpod.engine.diagnosis.PodSnapshot;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Puts masks around all that a task learns and tells, so that its secrets go nowhere but into their Secret. */
public final class Masking {
    /** Ends whose message is what the container wrote; of other ends it is the kubelet's or the runtime's. */
    private static final Set<String> OWN_ENDS = Set.of("Error", "Completed", "OOMKilled");
    /** Events that quote what a probe or a hook wrote. */
    private static final Set<String> OWN_EVENTS =
            Set.of("Unhealthy", "ProbeWarning", "FailedPostStartHook", "FailedPreStopHook");

    private final TaskSecrets secrets;

    public Masking(TaskSecrets secrets) {
        this.secrets = secrets;
    }

    /** The cluster as the task may see it. */
    public Cluster mask(Cluster cluster) {
        return new MaskedCluster(cluster, this);
    }

    /** Where its words go. */
    public TaskMedia mask(TaskMedia media) {
        return new TaskMedia(
                new MaskedMedium(media.log(), secrets, media.mark()),
                media.capture().map(capture -> new MaskedMedium(capture, secrets, "")),
                media.status().map(this::mask),
                media.mark());
    }

    private Consumer<String> mask(Consumer<String> status) {
        return line -> status.accept(secrets.mask(line));
    }

    PodSnapshot mask(PodSnapshot pod) {
        return pod.withEndMessages(this::message);
    }

    Optional<PodSnapshot> mask(Optional<PodSnapshot> pod) {
        return pod.map(this::mask);
    }

    PodEvent mask(PodEvent event) {
        return event.withMessage(
                OWN_EVENTS.contains(event.reason())
                        ? secrets.maskOwnWords(event.message())
                        : secrets.mask(event.message()));
    }

    private String message(ContainerState.Terminated end) {
        return OWN_ENDS.contains(end.reason()) ? secrets.maskOwnWords(end.message()) : secrets.mask(end.message());
    }
}
