package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.diagnosis.Memory.Trouble;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot.Condition;
import java.util.Optional;

/**
 * What a pod waits for whose result container has not started. Every container counts: while one pulls, the others only
 * show that they wait for it. Pure.
 */
final class Waits {
    private Waits() {}

    static Diagnosis of(PodSnapshot pod, Optional<ContainerSnapshot> result, Memory memory) {
        Diagnosis trouble = worst(pod, memory);
        if (trouble != null && trouble.verdict() == Verdict.PERMANENT) {
            return trouble;
        }
        if (pod.deletionTimestamp().isPresent()) {
            return Diagnosis.of(Verdict.WAITING, Cause.TERMINATING, "", name(result), memory);
        }
        if (result.isEmpty() && !pod.containers().isEmpty()) {
            return Diagnosis.of(Verdict.PERMANENT, Cause.CONTAINER_NOT_IN_POD, "", "", memory);
        }
        if (trouble != null) {
            return trouble;
        }
        return memory.bound() ? progress(pod, result, memory) : unscheduled(pod, memory);
    }

    /** PERMANENT wins, then what can wait longest. */
    private static Diagnosis worst(PodSnapshot pod, Memory memory) {
        if (memory.troubles().isEmpty()) {
            return null;
        }
        Trouble worst = null;
        String container = "";
        for (ContainerSnapshot c : pod.containers()) {
            if (c.state() instanceof Waiting w && !ContainerProblems.isProgress(w)) {
                Trouble trouble = memory.troubles().get(c.name());
                if (trouble != null && (worst == null || rank(trouble) < rank(worst))) {
                    worst = trouble;
                    container = c.name();
                }
            }
        }
        return worst == null ? null : ofTrouble(worst, container, memory);
    }

    private static int rank(Trouble trouble) {
        return switch (trouble.effective()) {
            case PERMANENT -> 0;
            case RATE_LIMITED -> 1;
            case TRANSIENT -> 2;
            default -> 3;
        };
    }

    static Diagnosis ofTrouble(Trouble trouble, String container, Memory memory) {
        String text = trouble.text();
        if (trouble.cause() == Cause.UNKNOWN_REASON && !text.startsWith(trouble.reason())) {
            text = trouble.reason() + ": " + text;
        }
        boolean credentials = trouble.cause() == Cause.PULL_ACCESS_DENIED
                || trouble.cause() == Cause.NO_REGISTRY_CREDENTIAL
                || trouble.cause() == Cause.IMAGE_NOT_FOUND;
        if (credentials && !memory.pullSecrets().isEmpty()) {
            text = text + " (" + memory.pullSecrets() + ")";
        }
        Diagnosis d = Diagnosis.of(trouble.effective(), trouble.cause(), text, container, memory);
        return trouble.effective() == Verdict.AMBIGUOUS ? d.wantingEvents() : d;
    }

    private static Diagnosis progress(PodSnapshot pod, Optional<ContainerSnapshot> result, Memory memory) {
        Trouble ofPod = memory.troubles().get(Memory.POD);
        if (ofPod != null) {
            return ofTrouble(ofPod, name(result), memory).wantingEvents();
        }
        boolean initializing = result.isPresent()
                && result.get().state() instanceof Waiting w
                && w.reason().equals("PodInitializing");
        Cause cause = initializing ? Cause.POD_INITIALIZING : Cause.CONTAINER_CREATING;
        return Diagnosis.of(Verdict.WAITING, cause, "", name(result), memory).wantingEvents();
    }

    private static Diagnosis unscheduled(PodSnapshot pod, Memory memory) {
        Condition scheduled = pod.conditions().get("PodScheduled");
        if (scheduled == null || !scheduled.is("False")) {
            return Diagnosis.of(Verdict.WAITING, Cause.NOT_SCHEDULED, "", "", memory);
        }
        Cause cause = scheduled.reason().equals("SchedulingGated") ? Cause.SCHEDULING_GATED : Cause.UNSCHEDULABLE;
        return Diagnosis.of(Verdict.WAITING, cause, scheduled.message(), "", memory);
    }

    private static String name(Optional<ContainerSnapshot> container) {
        return container.isPresent() ? container.get().name() : "";
    }
}
