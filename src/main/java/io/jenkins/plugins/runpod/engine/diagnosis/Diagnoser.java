package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.diagnosis.Memory.End;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory.Trouble;
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
 * Why a pod does or does not run, as one pure function: from what the API shows, what is remembered and the time to a
 * verdict and what to remember next. Never throws, whatever the pod looks like. Stateless, for any thread.
 *
 * <p>The order of the questions: is it over, then does the result container run, then what is it waiting for.
 */
public final class Diagnoser {
    private final ImageErrorRules rules;

    /** @param rules the user's rows, which come before the built-in ones */
    public Diagnoser(ImageErrorRules rules) {
        this.rules = rules;
    }

    /**
     * What this state of a pod means.
     *
     * @param resultContainer the container whose exit code counts; empty for the first
     * @param memory what the last call for this pod's UID returned
     * @param now by our clock
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

    /** What it means that the pod is gone: the end that was recorded, or else what can be proven without one. */
    public Diagnosis gone(Memory memory, Instant now) {
        End end = memory.end();
        if (end != null) {
            boolean ranAfterAll = end.verdict() == Verdict.NEVER_STARTED && memory.ran();
            return ended(
                    ranAfterAll ? Ends.unseen(false, end.cause(), end.message(), end.container()) : end, memory, false);
        }
        if (!memory.ran()) {
            for (Map.Entry<String, Trouble> trouble : memory.troubles().entrySet()) {
                if (trouble.getValue().effective() == Verdict.PERMANENT) {
                    return Waits.ofTrouble(trouble.getValue(), trouble.getKey(), memory);
                }
            }
        }
        String message = memory.ran() || memory.neverRan() ? "" : "it was bound to a node and may have started there";
        return ended(Ends.unseen(memory.neverRan(), Cause.POD_VANISHED, message, ""), memory, false);
    }

    /** The pod is gone, and what it did after it was seen last is not known. A recorded end counts all the same. */
    public Diagnosis vanished(Memory memory, Instant now) {
        return gone(memory.withoutProof(), now);
    }

    /** The log of the result container has answered: it has started, whatever the status says. */
    public Memory logAnswered(Memory memory) {
        return memory.withLatches(true, true, true);
    }

    /**
     * The log of the result container answered when it was asked for beside this state of the pod. That proves a start unless the
     * state says that the start failed: a kubelet serves the empty log of a container that it could create and not start.
     */
    public Memory logAnswered(PodSnapshot pod, Optional<String> resultContainer, Memory memory) {
        boolean startFailed = pod.result(resultContainer)
                .map(ContainerSnapshot::state)
                .filter(state -> state instanceof Terminated ended && !ended.began())
                .isPresent();
        return startFailed ? memory : logAnswered(memory);
    }

    /**
     * What it means that the API server refused a create.
     *
     * @param status HTTP status, 400 or more
     * @param reason the reason in the status object; may be empty
     */
    public Diagnosis createRefused(int status, String reason, String message) {
        return Refusals.of(status, PodSnapshot.text(reason), PodSnapshot.text(message));
    }

    /** What is to be remembered after these events of the pod, in whatever order and however often they come. */
    public Memory remember(Memory memory, List<PodEvent> events, Instant now) {
        return ContainerProblems.told(memory, events, rules, now);
    }

    private static Diagnosis ended(End end, Memory memory, boolean terminating) {
        Diagnosis d = Diagnosis.of(end.verdict(), end.cause(), end.message(), end.container(), memory)
                .asTerminating(terminating);
        boolean code = end.exitCode() != null;
        return code || end.startedMillis() != null || end.finishedMillis() != null
                ? d.withExit(end.exitCode(), instant(end.startedMillis()), instant(end.finishedMillis()))
                : d;
    }

    private static Optional<Instant> instant(Long millis) {
        return millis == null ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** The status lags: a container whose start was seen elsewhere runs, though it is still shown as being created. */
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
            String by = pod.disruption().map(Condition::reason).orElse("");
            return Diagnosis.of(Verdict.RUNNING, Cause.TERMINATING, by, result.name(), memory)
                    .asTerminating(true);
        }
        return Diagnosis.of(Verdict.RUNNING, Cause.RUNNING, "", result.name(), memory);
    }

    /** The node controller takes back readiness when a node goes silent; the kubelet would take back both. */
    private static boolean isNodeLost(PodSnapshot pod) {
        Condition ready = pod.conditions().get("Ready");
        boolean takenBack = ready != null
                && ready.is("False")
                && !ready.reason().equals("ReadinessGatesNotReady")
                && pod.condition("ContainersReady", "True");
        return takenBack || pod.phase().equals("Unknown") || pod.reason().equals("NodeLost");
    }
}
