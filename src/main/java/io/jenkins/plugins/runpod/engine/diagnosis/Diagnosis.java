package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.diagnosis.Memory.PendingCause;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The meaning of a pod's state. Texts are never null.
 *
 * @param cause the {@link Cause#id() name} of the cause, {@code RegistryRateLimit} for example
 * @param message Kubernetes' own words, which may be empty
 * @param remedy one sentence that says what to change, which may be empty
 * @param end of the container it is about, which says nothing while none has ended
 * @param memory what to hand in next time
 * @param bound whether the pod is bound to a node
 * @param settled for a terminal class, whether it is final
 * @param terminating whether the deletion of the pod was requested
 * @param nodeLost whether the node has stopped reporting
 * @param wantsEvents whether the status does not carry the cause, so that events are worth a read
 * @param recheckAt when time alone may change the answer
 */
public record Diagnosis(
        Verdict verdict,
        String cause,
        String message,
        String remedy,
        ContainerEnd end,
        Memory memory,
        boolean bound,
        boolean settled,
        boolean terminating,
        boolean nodeLost,
        boolean wantsEvents,
        Optional<Instant> recheckAt) {

    private static final String LOOK_FIRST = "Check what the task did before you run it again.";

    private static final Pattern WAIT = Pattern.compile("Wait(?:\\. If it lasts,|[^.,]*+, or) ");

    /** The container it is about. May be empty. */
    public String container() {
        return end.container();
    }

    /** Whether the pull of an image has failed for a reason that only another registry, or the image's own, may not have. */
    public boolean isPullFailure() {
        return PullRules.isOfRegistry(cause);
    }

    /** Whether a cause is about the pull of an image: a failure of it, or a start that waits for a registry's limit. */
    public static boolean isOfPull(String cause) {
        return PullRules.isOfPull(cause) || cause.equals(Cause.REGISTRY_DAMPING.id());
    }

    /** Whether the node has told the same trouble with volumes or the sandbox for at least 2 min. */
    public boolean lasting() {
        PendingCause ofPod = memory.pending().get(Memory.POD);
        return ofPod != null && ofPod.lasts() && ofPod.cause().id().equals(cause);
    }

    /** Of the container that ended. */
    public OptionalInt exitCode() {
        return end.exitCode() == null ? OptionalInt.empty() : OptionalInt.of(end.exitCode());
    }

    /** The diagnosis of a task that waits before it has a pod. */
    public static Diagnosis waiting(Cause cause, String message) {
        return of(Verdict.WAITING, cause, message, "", Memory.empty());
    }

    /** What a container of a pod waits for, whatever the others do. Empty if nothing keeps it from starting. */
    public static Optional<Diagnosis> ofPending(String container, Memory memory) {
        return Optional.ofNullable(memory.pending().get(container))
                .map(pending -> Waits.ofPending(pending, container, memory));
    }

    /** A diagnosis of a class and cause, with defaults for everything else. */
    static Diagnosis of(Verdict verdict, Cause cause, String message, String container, Memory memory) {
        return new Diagnosis(
                verdict,
                cause.id(),
                message,
                remedy(verdict, cause),
                ContainerEnd.unseen(container),
                memory,
                memory.bound(),
                verdict.terminal(),
                false,
                false,
                false,
                Optional.empty());
    }

    /** What ran, or may have, must not be run again blindly. When the pod is over, there is nothing to wait for. */
    private static String remedy(Verdict verdict, Cause cause) {
        if (verdict == Verdict.OUTCOME_UNKNOWN) {
            return (LOOK_FIRST + " " + cause.remedy()).strip();
        }
        Matcher wait = WAIT.matcher(cause.remedy());
        if (verdict != Verdict.NEVER_STARTED || !wait.lookingAt()) {
            return cause.remedy();
        }
        String rest = cause.remedy().substring(wait.end());
        return rest.substring(0, 1).toUpperCase(Locale.ROOT) + rest.substring(1);
    }

    Diagnosis unsettled(Optional<Instant> until) {
        return new Diagnosis(
                verdict, cause, message, remedy, end, memory, bound, false, terminating, nodeLost, wantsEvents, until);
    }

    Diagnosis ended(ContainerEnd seen) {
        return new Diagnosis(
                verdict,
                cause,
                message,
                remedy,
                seen,
                memory,
                bound,
                settled,
                terminating,
                nodeLost,
                wantsEvents,
                recheckAt);
    }

    Diagnosis asTerminating(boolean now) {
        return now == terminating ? this : with(now, nodeLost, wantsEvents);
    }

    Diagnosis asNodeLost() {
        return with(terminating, true, wantsEvents);
    }

    Diagnosis wantingEvents() {
        return with(terminating, nodeLost, true);
    }

    private Diagnosis with(boolean term, boolean lost, boolean wants) {
        return new Diagnosis(
                verdict, cause, message, remedy, end, memory, bound, settled, term, lost, wants, recheckAt);
    }
}
