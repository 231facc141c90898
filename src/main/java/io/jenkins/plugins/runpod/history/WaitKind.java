package io.jenkins.plugins.runpod.history;

import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import java.util.Locale;
import java.util.Set;

/** The class of a wait. */
public enum WaitKind {
    /** For a place: a queue, a quota, a limit of pods, a node. */
    SCHEDULING,
    /** For the limit of a registry or of the kubelet's pulls. */
    LIMITED,
    /** For something that fails, and that Kubernetes or run-pod tries again. */
    RETRYING,
    /** For the usual start: volumes, sandbox, pull, init containers. */
    STARTING,
    /** For files on their way in or out. */
    FILES,
    /** For a node that has stopped reporting, or a pod that does not go. */
    LOST;

    private static final Set<String> OF_SCHEDULING = Set.of(
            "PodLimit",
            "Queued",
            "NotScheduled",
            "Unschedulable",
            "SchedulingGated",
            "QuotaExceeded",
            "QuotaNotYetKnown",
            "ServiceAccountNotFound",
            "Forbidden",
            "SecretsForbidden",
            "ApiThrottled",
            "CreateFails",
            "SecretCreateFails",
            "SecretEnvUnread");

    private static final Set<String> OF_FILES = Set.of("SendingFiles", "CollectingFiles", "WaitingForTransfer");

    /** The class of a period in which a task waited. */
    public static WaitKind of(CauseSpan span) {
        if (OF_SCHEDULING.contains(span.cause())) {
            return SCHEDULING;
        }
        if (span.cause().equals(Wait.DAMPING)) {
            return LIMITED;
        }
        if (OF_FILES.contains(span.cause())) {
            return FILES;
        }
        return switch (span.verdict()) {
            case RATE_LIMITED -> LIMITED;
            case TRANSIENT, AMBIGUOUS -> RETRYING;
            case RUNNING -> LOST;
            default -> STARTING;
        };
    }

    /** Its name in files and on pages. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
