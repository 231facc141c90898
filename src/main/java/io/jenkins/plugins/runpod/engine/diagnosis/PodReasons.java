package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.diagnosis.Memory.End;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory.Stop;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.Kueue;
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
    /**
     * Reasons of the kubelet's admission, which other kubelets name after their predicates. Kubelets differ in the message:
     * "Pod was rejected: …" from 1.27, "Pod …" before (kubelet.go, {@code rejectPod}).
     */
    private static final Set<String> REJECTIONS = Set.of(
            // lifecycle/predicate.go
            "NodeAffinity",
            "NodeName",
            "NodePorts",
            "NodeResourcesFit",
            "InvalidNodeInfo",
            "UnknownReason",
            "UnexpectedPredicateFailureType",
            "PodOSSelectorNodeLabelDoesNotMatch",
            // the scheduler's predicates of 1.17 and before, algorithm/predicates/error.go
            "MatchNodeSelector",
            "NodeSelectorMismatching",
            "HostName",
            "HostPortConflict",
            "PodFitsHost",
            "PodFitsHostPorts",
            "PodFitsResources",
            "PodToleratesNodeTaints",
            "GeneralPredicates",
            "NoDiskConflict",
            "MaxVolumeCount",
            "NodeNotReady",
            "NodeNetworkUnavailable",
            "NodeUnschedulable",
            "NodeUnknownCondition",
            // other handlers of admission
            "AppArmor",
            "VolumeAttachmentLimitExceeded",
            // a virtual kubelet whose provider refused the pod, node/pod.go
            "ProviderFailed");

    /** The same in a form: OutOfcpu, NodeUnderDiskPressure, SMTAlignmentError, SysctlForbidden, PodOSNotSupported. */
    private static final Pattern REJECTION = Pattern.compile("OutOf.+|NodeUnder\\w+|CheckNode\\w+|Unsupported\\w+"
            + "|\\w*(?:AlignmentError|AffinityError|AdmissionError|NotSupported|Unsupported|Forbidden|Rejected)"
            // 1.16 and before; 1.33 names the taint
            + "|Topology Affinity Error|node\\(s\\) had .*");

    /** How kubelets begin the message of a rejection. What ends a pod that runs never begins like that. */
    private static final Pattern REJECTED = Pattern.compile("\\bwas rejected\\b|\\bwas not admitted\\b"
            + "|\\bnot admitting\\b|\\bfailed to admit\\b"
            + "|^(?:pod )*(?:the node had condition: |the node was low on resource: \\[|predicate \\S+ failed"
            + "|generalpredicates failed|node didn't have enough |kubelet cannot get node info"
            + "|update plugin resources failed|allocate failed due to |unexpected error while attempting to recover"
            + "|cannot enforce |resources cannot be allocated with topology locality)");

    private static final Pattern OWN_LIMIT =
            Pattern.compile("\\bephemeral local storage usage exceeds|\\bexceeds the (?:total )?limit"
                    + "|\\bexceeded its local ephemeral storage limit");

    /** The node controller of old versions says so of a pod that it deletes. It may still run. */
    static final String NODE_LOST = "NodeLost";

    private PodReasons() {}

    /**
     * Why something ends the whole pod: its own reason, or the one that was seen before. Other components write reasons of
     * their own into healthy pods. Such a reason counts only if nothing else explains why the pod has failed.
     */
    static Optional<Stop> stop(PodSnapshot pod, Memory memory) {
        if (pod.reason().isEmpty() && !isRejection(pod)) {
            return Optional.ofNullable(memory.stop());
        }
        Stop said = new Stop(pod.reason(), pod.message());
        return isKnown(said, memory) || isUnexplained(pod) ? Optional.of(said) : Optional.ofNullable(memory.stop());
    }

    private static boolean isKnown(Stop said, Memory memory) {
        return said.reason().equals(NODE_LOST)
                || end(said, Optional.empty(), memory).isPresent();
    }

    /** The pod has failed, and none of its containers has. */
    private static boolean isUnexplained(PodSnapshot pod) {
        return pod.phase().equals("Failed")
                && pod.containers().stream()
                        .noneMatch(c -> c.state() instanceof Terminated t && !t.lost() && t.exitCode() != 0);
    }

    /** Some kubelets rejected pods with a message alone. */
    private static boolean isRejection(PodSnapshot pod) {
        return pod.phase().equals("Failed")
                && REJECTED.matcher(pod.message().toLowerCase(Locale.ROOT)).find();
    }

    /**
     * Remembers why the kubelet ends a pod. It keeps a reason only as long as the phase stays the same, and the phase
     * becomes {@code Succeeded} when a program handles SIGTERM with exit code 0 ({@code generateAPIPodStatus} in
     * kubernetes/pkg/kubelet/kubelet_pods.go, kubernetes #118310). A task that starts afterwards shows that the kubelet
     * began anew.
     */
    static Memory stopping(PodSnapshot pod, Optional<ContainerSnapshot> result, Memory memory) {
        if (!pod.reason().isEmpty()) {
            return pod.reason().equals(NODE_LOST)
                    ? memory
                    : memory.withStop(stop(pod, memory).orElse(null));
        }
        if (Kueue.eviction(pod).isPresent()) {
            return Outside.remembered(pod, memory);
        }
        boolean starts =
                !memory.resultRan() && result.isPresent() && result.get().state() instanceof Running;
        return starts ? memory.withStop(null) : memory;
    }

    /**
     * Remembers the kubelet's event about an eviction. A program that handles SIGTERM may leave no other sign of it
     * (kubernetes #120182, #141483).
     */
    static Memory evicted(Memory memory, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        boolean byKubelet =
                text.startsWith("the node ") || OWN_LIMIT.matcher(text).find();
        return byKubelet && memory.stop() == null ? memory.withStop(new Stop("Evicted", message)) : memory;
    }

    /** The end that the pod's own reason tells, if it tells one. */
    static Optional<End> end(PodSnapshot pod, Optional<ContainerSnapshot> result, Memory memory) {
        return stop(pod, memory).flatMap(said -> end(said, result, memory));
    }

    private static Optional<End> end(Stop said, Optional<ContainerSnapshot> result, Memory memory) {
        String message = said.message().toLowerCase(Locale.ROOT);
        boolean rejected = REJECTED.matcher(message).find();
        return Optional.ofNullable(
                switch (said.reason()) {
                    case "" -> rejected ? ofNode(said, Cause.KUBELET_REJECTED, true, memory) : null;
                    case "DeadlineExceeded" -> ofTask(said, Cause.DEADLINE_EXCEEDED, result);
                    case "Evicted" ->
                        !message.startsWith("the node was low on")
                                        && OWN_LIMIT.matcher(message).find()
                                ? ofTask(said, Cause.EVICTED_OWN_LIMIT, result)
                                : ofNode(said, Cause.EVICTED, rejected, memory);
                    case "Terminated", "NodeShutdown", "Shutdown" ->
                        ofNode(said, Cause.NODE_SHUTDOWN, rejected, memory);
                    case "Preempting" -> ofNode(said, Cause.PREEMPTED, true, memory);
                    default ->
                        rejected
                                        || REJECTIONS.contains(said.reason())
                                        || REJECTION.matcher(said.reason()).matches()
                                ? ofNode(said, Cause.KUBELET_REJECTED, true, memory)
                                : null;
                });
    }

    /** The pod broke its own rules. An exit code 0 of a container that was stopped for it would mislead. */
    private static End ofTask(Stop said, Cause cause, Optional<ContainerSnapshot> result) {
        Terminated t = result.isPresent() && result.get().state() instanceof Terminated ended ? ended : null;
        boolean own = t != null && !t.lost() && t.exitCode() != 0;
        String name = result.map(ContainerSnapshot::name).orElse("");
        return End.notCounting(
                Verdict.TASK_FAILED,
                cause,
                said.message().strip(),
                own ? ContainerEnd.of(result.get(), t) : ContainerEnd.unseen(name));
    }

    private static End ofNode(Stop said, Cause cause, boolean neverAdmitted, Memory memory) {
        boolean neverStarted = neverAdmitted ? !memory.ran() : memory.neverRan();
        String message = said.message().strip();
        return Ends.unseen(
                neverStarted,
                cause,
                said.reason().isEmpty() || cause.id().equals(said.reason())
                        ? message
                        : said.reason() + (message.isEmpty() ? "" : ": " + message),
                "");
    }
}
