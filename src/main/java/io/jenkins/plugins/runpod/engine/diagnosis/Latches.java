package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.diagnosis.Memory.PendingCause;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Absent;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What one state of a pod adds to what is known of it: bound, ran, at rest, and what keeps each container from starting. Pure. */
final class Latches {
    private Latches() {}

    static Memory seen(
            PodSnapshot pod, Optional<ContainerSnapshot> result, Memory memory, ImageErrorRules rules, Instant now) {
        boolean bound = !pod.nodeName().isEmpty() || pod.condition("PodScheduled", "True");
        boolean ran = false;
        boolean anyRan = false;
        Set<String> sidecars = new HashSet<>();
        Memory m = memory;
        for (ContainerSnapshot c : pod.containers()) {
            boolean sidecar = c.kind() == ContainerSnapshot.Kind.SIDECAR;
            if (sidecar) {
                sidecars.add(c.name());
            }
            anyRan |= hasRun(c);
            // A sidecar is there for the task. That it ran says nothing about the task.
            ran |= !sidecar && !c.isHelper() && hasRun(c);
            if (c.state() instanceof Waiting waiting) {
                m = ContainerProblems.seen(m, c, waiting, rules, now);
            } else if (!(c.state() instanceof Absent) && !isLostBeforeItWasCreated(c)) {
                m = m.withoutPending(c.name());
            }
        }
        boolean resultRan = result.isPresent()
                && (hasRun(result.get()) || m.started().contains(result.get().name()));
        if (resultRan || anyRan || pod.condition("PodReadyToStartContainers", "True")) {
            m = m.withoutPending(Memory.POD);
        }
        m = PodReasons.stopping(pod, result, m.withSidecars(sidecars));
        return rest(pod, m.withLatches(bound, ran, resultRan));
    }

    /**
     * When the kubelet ends a pod, it writes {@code ContainerStatusUnknown} for each container that has not ended, even
     * for one that never was ({@code TerminatePod} in kubernetes/pkg/kubelet/status).
     */
    private static boolean isLostBeforeItWasCreated(ContainerSnapshot c) {
        return !c.created() && c.state() instanceof Terminated t && t.lost();
    }

    private static boolean hasRun(ContainerSnapshot c) {
        return c.state() instanceof Running
                || c.restartCount() > 0
                || (c.state() instanceof Terminated t && t.began())
                || (c.lastState() instanceof Terminated last && last.began())
                || c.lastState() instanceof Running
                || (c.state() instanceof Waiting w && w.reason().equals("PostStartHookError"));
    }

    /**
     * Whether nothing of the pod ran when this container of it could not be started. The kubelet starts the other main
     * containers all the same, so each of them must be seen at rest. One that waits for a pull may still start, as long as
     * the pod is not over.
     */
    static boolean isNothingElseRunning(PodSnapshot pod, ContainerSnapshot failed, Memory memory) {
        return !memory.ran()
                && (failed.kind() == ContainerSnapshot.Kind.INIT
                        || pod.containers().stream()
                                .filter(c -> c.kind() == ContainerSnapshot.Kind.MAIN)
                                .filter(c -> !c.name().equals(failed.name()))
                                .allMatch(c -> failedToStart(c) || (pod.over() && waitsAtRest(c))));
    }

    private static boolean waitsAtRest(ContainerSnapshot c) {
        return c.state() instanceof Waiting w && ContainerProblems.isProofOfRest(w);
    }

    private static boolean failedToStart(ContainerSnapshot c) {
        return c.state() instanceof Terminated t && t.failedToStart();
    }

    /** Whether nothing can be running. A state that says nothing about it leaves what was known. */
    private static Memory rest(PodSnapshot pod, Memory memory) {
        if (memory.ran()) {
            return memory.withProof(false);
        }
        if (isNeverCreated(pod, memory) || FileContainers.inputFailed(pod)) {
            return memory.withProof(true);
        }
        if (pod.over()) {
            return memory;
        }
        boolean waits = false;
        boolean all = true;
        for (ContainerSnapshot c : pod.containers()) {
            boolean rests = waitsAtRest(c);
            boolean comesFirst = c.kind() == ContainerSnapshot.Kind.INIT || c.kind() == ContainerSnapshot.Kind.SIDECAR;
            if (rests && comesFirst && !hasRun(c)) {
                return memory.withProof(true);
            }
            boolean failed = failedToStart(c);
            waits |= c.state() instanceof Waiting || failed;
            all &= rests || failed || isLostBeforeItWasCreated(c) || c.kind() != ContainerSnapshot.Kind.MAIN;
        }
        return waits ? memory.withProof(all) : memory;
    }

    /**
     * Whether the kubelet has given up containers that never had an id, and that could not be created: an init container,
     * which keeps all others from starting, or all main containers.
     */
    private static boolean isNeverCreated(PodSnapshot pod, Memory memory) {
        boolean init = false;
        boolean anyMain = false;
        boolean mains = true;
        for (ContainerSnapshot c : pod.containers()) {
            if (c.kind() != ContainerSnapshot.Kind.SIDECAR
                    && !c.isHelper()
                    && c.created()
                    && c.state() instanceof Terminated t
                    && t.lost()) {
                return false;
            }
            PendingCause pending = memory.pending().get(c.name());
            boolean never = isLostBeforeItWasCreated(c) && pending != null && ContainerProblems.isProofOfRest(pending);
            boolean isMain = c.kind() == ContainerSnapshot.Kind.MAIN;
            init |= never && c.kind() == ContainerSnapshot.Kind.INIT;
            anyMain |= isMain;
            mains &= never || !isMain;
        }
        return init || (anyMain && mains);
    }
}
