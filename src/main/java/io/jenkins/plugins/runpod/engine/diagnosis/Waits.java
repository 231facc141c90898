package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.diagnosis.Memory.PendingCause;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.pod.Kueue;
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
        Diagnosis found = worst(pod, memory);
        if (found != null && found.verdict() == Verdict.PERMANENT) {
            return found;
        }
        if (pod.deletionTimestamp().isPresent()) {
            return Diagnosis.of(Verdict.WAITING, Cause.TERMINATING, Outside.words(pod), name(result), memory);
        }
        if (result.isEmpty() && !pod.containers().isEmpty()) {
            return Diagnosis.of(Verdict.PERMANENT, Cause.CONTAINER_NOT_IN_POD, "", "", memory);
        }
        if (found != null) {
            return found;
        }
        return memory.bound() ? progress(pod, result, memory) : unscheduled(pod, memory);
    }

    /** PERMANENT wins, then what can wait longest. */
    private static Diagnosis worst(PodSnapshot pod, Memory memory) {
        if (memory.pending().isEmpty()) {
            return null;
        }
        PendingCause worst = null;
        String container = "";
        for (ContainerSnapshot c : pod.containers()) {
            if (c.state() instanceof Waiting w && !ContainerProblems.isProgress(w)) {
                PendingCause pending = memory.pending().get(c.name());
                // A sidecar that does not start is started again. Its last end says why.
                boolean again = pending != null
                        && pending.effective() == Verdict.AMBIGUOUS
                        && pending.reason().equals("RunContainerError")
                        && c.kind() == ContainerSnapshot.Kind.SIDECAR;
                if (pending != null && !again && (worst == null || rank(pending) < rank(worst))) {
                    worst = pending;
                    container = c.name();
                }
            }
        }
        return worst == null ? null : ofPending(worst, container, memory);
    }

    private static int rank(PendingCause pending) {
        return switch (pending.effective()) {
            case PERMANENT -> 0;
            case RATE_LIMITED -> 1;
            case TRANSIENT -> 2;
            default -> 3;
        };
    }

    static Diagnosis ofPending(PendingCause pending, String container, Memory memory) {
        String text = pending.text();
        if (pending.cause() == Cause.UNKNOWN_REASON && !text.startsWith(pending.reason())) {
            text = pending.reason() + ": " + text;
        }
        boolean credentials = pending.cause() == Cause.PULL_ACCESS_DENIED
                || pending.cause() == Cause.NO_REGISTRY_CREDENTIAL
                || pending.cause() == Cause.IMAGE_NOT_FOUND;
        if (credentials && !memory.pullSecrets().isEmpty()) {
            text = text + " (" + memory.pullSecrets() + ")";
        }
        Diagnosis d = Diagnosis.of(pending.effective(), pending.cause(), text, container, memory);
        return pending.effective() == Verdict.AMBIGUOUS ? d.wantingEvents() : d;
    }

    private static Diagnosis progress(PodSnapshot pod, Optional<ContainerSnapshot> result, Memory memory) {
        PendingCause ofPod = memory.pending().get(Memory.POD);
        if (ofPod != null && ofPod.cause() != Cause.UNSCHEDULABLE) {
            return ofPending(ofPod.lasts() ? ofPod.dated() : ofPod, name(result), memory)
                    .wantingEvents();
        }
        Optional<ContainerSnapshot> sidecar = Sidecars.restarting(pod);
        if (sidecar.isPresent()) {
            String words = Sidecars.words(sidecar.get());
            String name = sidecar.get().name();
            return Diagnosis.of(Verdict.WAITING, Cause.CRASH_LOOP_BACK_OFF, words, name, memory)
                    .wantingEvents();
        }
        if (waitsForInputs(pod)) {
            return Diagnosis.of(Verdict.WAITING, Cause.SENDING_FILES, "", name(result), memory);
        }
        boolean initializing = result.isPresent()
                && result.get().state() instanceof Waiting w
                && w.reason().equals("PodInitializing");
        Cause cause = initializing ? Cause.POD_INITIALIZING : Cause.CONTAINER_CREATING;
        return Diagnosis.of(Verdict.WAITING, cause, "", name(result), memory).wantingEvents();
    }

    private static boolean waitsForInputs(PodSnapshot pod) {
        return pod.container(HelperContainers.INPUT)
                .filter(c -> c.state() instanceof Running)
                .isPresent();
    }

    private static Diagnosis unscheduled(PodSnapshot pod, Memory memory) {
        if (Kueue.gates(pod)) {
            String queue = Kueue.queue(pod);
            String words = queue.isEmpty() ? "" : "The pod waits in Kueue's queue " + queue;
            return Diagnosis.of(Verdict.WAITING, Cause.QUEUED, words, "", memory);
        }
        Condition scheduled = pod.conditions().get("PodScheduled");
        boolean gated = scheduled != null && scheduled.reason().equals("SchedulingGated");
        if (gated && pod.gates().isEmpty()) { // lifted, and the scheduler has not looked again
            return Diagnosis.of(Verdict.WAITING, Cause.NOT_SCHEDULED, "", "", memory)
                    .wantingEvents();
        }
        if (scheduled != null && scheduled.is("False")) {
            Cause cause = gated ? Cause.SCHEDULING_GATED : Cause.UNSCHEDULABLE;
            if (!scheduled.message().isEmpty() || cause == Cause.SCHEDULING_GATED) {
                return Diagnosis.of(Verdict.WAITING, cause, scheduled.message(), "", memory);
            }
        }
        // The condition is not older than an event, so only without its words do those of events count.
        PendingCause told = memory.pending().get(Memory.POD);
        if (told != null && told.cause() == Cause.UNSCHEDULABLE) {
            return ofPending(told, "", memory).wantingEvents();
        }
        Cause cause = scheduled != null && scheduled.is("False") ? Cause.UNSCHEDULABLE : Cause.NOT_SCHEDULED;
        return Diagnosis.of(Verdict.WAITING, cause, "", "", memory).wantingEvents();
    }

    private static String name(Optional<ContainerSnapshot> container) {
        return container.isPresent() ? container.get().name() : "";
    }
}
