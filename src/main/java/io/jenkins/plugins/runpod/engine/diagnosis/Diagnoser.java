package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.diagnosis.Memory.End;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory.PendingCause;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Explains why a pod does or does not run. It is a pure function from the pod's state, a memory and the time to a
 * verdict and the next memory. It never throws, whatever the pod looks like. Stateless, for any thread.
 *
 * <p>It answers three questions in order. Has the pod ended? Does the result container run? What does the pod wait for?
 */
public final class Diagnoser {
    private final ImageErrorRules rules;

    /** @param rules the user's rules, which apply before the built-in rules */
    public Diagnoser(ImageErrorRules rules) {
        this.rules = rules;
    }

    /**
     * The meaning of a state of a pod.
     *
     * @param resultContainer the container whose exit code is the result, or empty for the first container
     * @param memory the memory of the last diagnosis of this pod's UID
     * @param now by the controller's clock
     */
    public Diagnosis diagnose(PodSnapshot pod, Optional<String> resultContainer, Memory memory, Instant now) {
        Optional<ContainerSnapshot> result = pod.result(resultContainer);
        Memory known = Latches.seen(pod, result, memory, rules, now);
        Optional<End> end = Ends.seen(pod, result, known, now);
        known = known.withEnd(end.orElse(null));
        if (end.isPresent()) {
            Diagnosis d = ended(end.get(), known, pod.deletionTimestamp().isPresent());
            Optional<Instant> until = Ends.provisionalUntil(end.get(), pod, now);
            return until.isPresent() ? d.unsettled(until) : d;
        }
        if (result.isPresent() && isRunning(result.get(), known)) {
            return running(pod, result.get(), known);
        }
        return Waits.of(pod, result, known)
                .asTerminating(pod.deletionTimestamp().isPresent());
    }

    /** The meaning of a deleted pod: the recorded end if there is one, otherwise what can be proven without one. */
    public Diagnosis gone(Memory memory, Instant now) {
        End end = memory.end();
        if (end != null) {
            boolean ranAfterAll = end.verdict() == Verdict.NEVER_STARTED && memory.ran();
            return ended(
                    ranAfterAll ? Ends.unseen(false, end.cause(), end.message(), end.container()) : end, memory, false);
        }
        if (!memory.ran()) {
            for (Map.Entry<String, PendingCause> pending : memory.pending().entrySet()) {
                if (pending.getValue().effective() == Verdict.PERMANENT) {
                    return Waits.ofPending(pending.getValue(), pending.getKey(), memory);
                }
            }
        }
        Optional<Cause> queue = Outside.queue(memory);
        String message = queue.isPresent()
                ? memory.stop().message()
                : memory.ran() || memory.neverRan() ? "" : "it was bound to a node and may have started there";
        Cause cause = queue.orElse(Cause.POD_VANISHED);
        return ended(Ends.unseen(memory.neverRan(), cause, message, ""), memory, false);
    }

    /** The meaning of a deleted pod whose last states were not seen. A recorded end still counts. */
    public Diagnosis vanished(Memory memory, Instant now) {
        return gone(memory.withoutProof(), now);
    }

    /** The log of the result container has answered. The container has started, whatever the status shows. */
    public Memory logAnswered(Memory memory) {
        return memory.withResultRan();
    }

    /**
     * The log of the result container has answered while the pod was in this state. That proves a start, unless the
     * state shows that the start failed. A kubelet serves the empty log of a container that it could create but not
     * start.
     */
    public Memory logAnswered(PodSnapshot pod, Optional<String> resultContainer, Memory memory) {
        boolean startFailed = pod.result(resultContainer)
                .map(ContainerSnapshot::state)
                .filter(state -> state instanceof Terminated ended && !ended.began())
                .isPresent();
        return startFailed ? memory : logAnswered(memory);
    }

    /**
     * The meaning of a create that the API server refused.
     *
     * @param status the HTTP status, 400 or more
     * @param reason the reason in the Status object, which may be empty
     */
    public Diagnosis createRefused(int status, String reason, String message) {
        return Refusals.of(status, PodSnapshot.text(reason), PodSnapshot.text(message));
    }

    /** The memory after these events of the pod. The events may come in any order and repeatedly. */
    public Memory remember(Memory memory, List<PodEvent> events, Instant now) {
        return ContainerProblems.told(memory, events, rules, now);
    }

    private static Diagnosis ended(End end, Memory memory, boolean terminating) {
        return Diagnosis.of(end.verdict(), end.cause(), end.message(), end.container(), memory)
                .asTerminating(terminating)
                .ended(end.end());
    }

    /**
     * The status lags behind. A container whose start was seen elsewhere runs, even if the status still shows its
     * creation.
     */
    private static boolean isRunning(ContainerSnapshot result, Memory memory) {
        if (result.state() instanceof Running) {
            return true;
        }
        return memory.resultRan()
                && result.restartCount() == 0
                && !(result.state() instanceof Terminated)
                && !(result.state() instanceof ContainerState.Waiting w && !ContainerProblems.isProgress(w));
    }

    private static Diagnosis running(PodSnapshot pod, ContainerSnapshot result, Memory memory) {
        if (isNodeLost(pod)) {
            return Diagnosis.of(Verdict.RUNNING, Cause.NODE_LOST, "", result.name(), memory)
                    .asTerminating(pod.deletionTimestamp().isPresent())
                    .asNodeLost();
        }
        if (pod.deletionTimestamp().isPresent()) {
            return Diagnosis.of(Verdict.RUNNING, Cause.TERMINATING, Outside.words(pod), result.name(), memory)
                    .asTerminating(true);
        }
        return Diagnosis.of(Verdict.RUNNING, Cause.RUNNING, "", result.name(), memory);
    }

    /**
     * When a node stops reporting, the node controller sets only {@code Ready} to False. The kubelet would set
     * {@code ContainersReady} as well.
     */
    private static boolean isNodeLost(PodSnapshot pod) {
        Condition ready = pod.conditions().get("Ready");
        boolean takenBack = ready != null
                && ready.is("False")
                && !ready.reason().equals("ReadinessGatesNotReady")
                && pod.condition("ContainersReady", "True");
        return takenBack || pod.phase().equals("Unknown") || pod.reason().equals(PodReasons.NODE_LOST);
    }
}
