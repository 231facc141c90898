package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot.Kind;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Absent;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.util.Optional;

/**
 * Native sidecars that keep the task from starting. The kubelet restarts them until they start ({@code
 * computeInitContainerActions} in kubernetes/pkg/kubelet/kuberuntime), so their ends are no failures of the task. Pure.
 */
final class Sidecars {
    private Sidecars() {}

    /**
     * The sidecar that the pod waits for, if it has ended before. Init containers and sidecars start one after the other,
     * so it is the last of them that shows anything.
     */
    static Optional<ContainerSnapshot> restarting(PodSnapshot pod) {
        ContainerSnapshot last = null;
        for (ContainerSnapshot c : pod.containers()) {
            if ((c.kind() == Kind.INIT || c.kind() == Kind.SIDECAR) && showsAnything(c)) {
                last = c;
            }
        }
        boolean initialized = pod.condition("Initialized", "True");
        return Optional.ofNullable(last)
                .filter(c -> c.kind() == Kind.SIDECAR && lastEnd(c).isPresent())
                .filter(c -> !(initialized && c.state() instanceof Running));
    }

    private static boolean showsAnything(ContainerSnapshot c) {
        boolean waitsItsTurn = c.state() instanceof Absent
                || (c.state() instanceof Waiting w && w.reason().equals("PodInitializing"));
        return !waitsItsTurn || lastEnd(c).isPresent();
    }

    /** How it ended, in words. */
    static String words(ContainerSnapshot sidecar) {
        Terminated end = lastEnd(sidecar).orElseThrow();
        String reason = end.reason().isEmpty() ? "" : " (" + end.reason() + ")";
        String how = end.failedToStart()
                ? " could not be started" + reason
                        + (end.message().isBlank() ? "" : ": " + end.message().strip())
                : " ended with exit code " + end.exitCode() + reason;
        boolean runs = sidecar.state() instanceof Running;
        return "sidecar " + sidecar.name() + how + (runs ? ", and it runs again" : ", and Kubernetes restarts it");
    }

    /** Whether it cannot start because of what the pod asks for. No restart helps. */
    static boolean isLastingTrouble(ContainerSnapshot sidecar) {
        return lastEnd(sidecar)
                .filter(Terminated::failedToStart)
                .map(end -> WaitingRules.ofFailedStart(end.message()))
                .filter(rule -> rule.verdict() == Verdict.PERMANENT && rule.cause() != Cause.START_ERROR)
                .isPresent();
    }

    private static Optional<Terminated> lastEnd(ContainerSnapshot c) {
        return c.state() instanceof Terminated now
                ? Optional.of(now)
                : c.lastState() instanceof Terminated before ? Optional.of(before) : Optional.empty();
    }
}
