package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Absent;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Instant;
import java.util.Optional;

/** What one state of a pod adds to what is known of it: bound, ran, at rest, and what keeps each container from starting. Pure. */
final class Latches {
    private Latches() {}

    static Memory seen(
            PodSnapshot pod, Optional<ContainerSnapshot> result, Memory memory, ImageErrorRules rules, Instant now) {
        boolean bound = !pod.nodeName().isEmpty() || pod.condition("PodScheduled", "True");
        boolean ran = false;
        Memory m = memory;
        for (ContainerSnapshot c : pod.containers()) {
            ran |= hasRun(c);
            if (c.state() instanceof Waiting waiting) {
                m = ContainerProblems.seen(m, c, waiting, rules, now);
            } else if (!(c.state() instanceof Absent)) {
                m = m.withoutPending(c.name());
            }
        }
        boolean resultRan = result.isPresent()
                && (hasRun(result.get()) || m.started().contains(result.get().name()));
        if (resultRan || ran || pod.condition("PodReadyToStartContainers", "True")) {
            m = m.withoutPending(Memory.POD);
        }
        return rest(pod, m.withLatches(bound, ran, resultRan));
    }

    private static boolean hasRun(ContainerSnapshot c) {
        return c.state() instanceof Running
                || c.restartCount() > 0
                || (c.state() instanceof Terminated t && t.began())
                || (c.lastState() instanceof Terminated last && last.began())
                || c.lastState() instanceof Running
                || (c.state() instanceof Waiting w && w.reason().equals("PostStartHookError"));
    }

    /** Whether nothing can be running. A state that says nothing about it leaves what was known. */
    private static Memory rest(PodSnapshot pod, Memory memory) {
        if (memory.ran()) {
            return memory.withProof(false);
        }
        if (pod.over()) {
            return memory;
        }
        boolean waits = false;
        boolean all = true;
        for (ContainerSnapshot c : pod.containers()) {
            boolean rests = c.state() instanceof Waiting w && ContainerProblems.isProofOfRest(w);
            if (rests && c.kind() != ContainerSnapshot.Kind.MAIN) {
                return memory.withProof(true);
            }
            boolean failed = c.state() instanceof Terminated t && t.failedToStart();
            waits |= c.state() instanceof Waiting || failed;
            all &= rests || failed || c.kind() != ContainerSnapshot.Kind.MAIN;
        }
        return waits ? memory.withProof(all) : memory;
    }
}
