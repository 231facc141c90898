package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.diagnosis.Memory.End;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Ends that the whole pod comes to, by {@code status.reason}. They come first: the kubelet leaves out the container
 * statuses of a pod that it rejects, and older ones leave the last running state in a pod that is over.
 */
final class PodReasons {
    /** Reasons of the kubelet's admission; other ones say "Pod was rejected" in the message. */
    private static final Set<String> REJECTIONS = Set.of(
            "NodeAffinity",
            "MatchNodeSelector",
            "TopologyAffinityError",
            "UnexpectedAdmissionError",
            "InvalidNodeInfo",
            "AppArmor",
            "SysctlForbidden",
            "PodOSSelectorNodeLabelDoesNotMatch",
            "PodOSNotSupported",
            "PodFeatureUnsupported",
            "PodLevelResourcesNotSupported",
            "InitContainerRestartPolicyForbidden",
            "SupplementalGroupsPolicyNotSupported",
            "VolumeAttachmentLimitExceeded",
            "HostPortConflict",
            "PodFitsHostPorts");

    private static final Pattern REJECTED = Pattern.compile("\\b(?:pod )?was rejected\\b");
    private static final Pattern OWN_LIMIT =
            Pattern.compile("\\bephemeral local storage usage exceeds|\\bexceeds the (?:total )?limit"
                    + "|\\bexceeded its local ephemeral storage limit");

    private PodReasons() {}

    /** The end that the pod's own reason tells, if it tells one. */
    static Optional<End> end(PodSnapshot pod, Optional<ContainerSnapshot> result, Memory memory) {
        String message = pod.message().toLowerCase(Locale.ROOT);
        boolean rejected = REJECTED.matcher(message).find();
        return Optional.ofNullable(
                switch (pod.reason()) {
                    case "" -> null;
                    case "DeadlineExceeded" -> ofTask(pod, Cause.DEADLINE_EXCEEDED, result);
                    case "Evicted" ->
                        !message.startsWith("the node was low on")
                                        && OWN_LIMIT.matcher(message).find()
                                ? ofTask(pod, Cause.EVICTED_OWN_LIMIT, result)
                                : ofNode(pod, Cause.EVICTED, rejected, memory);
                    case "Terminated", "NodeShutdown", "Shutdown" -> ofNode(pod, Cause.NODE_SHUTDOWN, rejected, memory);
                    case "Preempting" -> ofNode(pod, Cause.PREEMPTED, true, memory);
                    default ->
                        rejected
                                        || REJECTIONS.contains(pod.reason())
                                        || pod.reason().startsWith("OutOf")
                                ? ofNode(pod, Cause.KUBELET_REJECTED, true, memory)
                                : null;
                });
    }

    /** The pod broke its own rules. An exit code 0 of a container that was stopped for it would mislead. */
    private static End ofTask(PodSnapshot pod, Cause cause, Optional<ContainerSnapshot> result) {
        Terminated t = result.isPresent() && result.get().state() instanceof Terminated ended ? ended : null;
        boolean own = t != null && !t.lost() && t.exitCode() != 0;
        String name = result.map(ContainerSnapshot::name).orElse("");
        return End.notCounting(
                Verdict.TASK_FAILED,
                cause,
                pod.message().strip(),
                own ? ContainerEnd.of(name, t) : ContainerEnd.unseen(name));
    }

    private static End ofNode(PodSnapshot pod, Cause cause, boolean neverAdmitted, Memory memory) {
        boolean neverStarted = neverAdmitted ? !memory.ran() : memory.neverRan();
        String message = pod.message().strip();
        return Ends.unseen(
                neverStarted,
                cause,
                cause.id().equals(pod.reason()) ? message : pod.reason() + (message.isEmpty() ? "" : ": " + message),
                "");
    }
}
