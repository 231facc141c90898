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

    private PodReasons() {}

    /** The end that the pod's own reason tells, if it tells one. */
    static Optional<End> end(PodSnapshot pod, Optional<ContainerSnapshot> result, Memory memory) {
        String message = pod.message().toLowerCase(Locale.ROOT);
        boolean rejected = REJECTED.matcher(message).find();
        return Optional.ofNullable(
                switch (pod.reason()) {
                    case "" -> rejected ? ofNode(pod, Cause.KUBELET_REJECTED, true, memory) : null;
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
                                        || REJECTION.matcher(pod.reason()).matches()
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
                pod.reason().isEmpty() || cause.id().equals(pod.reason())
                        ? message
                        : pod.reason() + (message.isEmpty() ? "" : ": " + message),
                "");
    }
}
