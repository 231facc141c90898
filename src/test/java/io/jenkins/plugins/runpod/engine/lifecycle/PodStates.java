package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.SnapshotBuilder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pods in the states that a life goes through, each with a newer resource version than the one before. */
final class PodStates {
    private static final String IMAGE = "registry.example/app:1";

    private final String name;
    private final String uid;
    private int version = 100;

    PodStates(String name, String uid) {
        this.name = name;
        this.uid = uid;
    }

    PodSnapshot unscheduled() {
        return pod("", "Pending", "", new ContainerState.Absent(), null, Map.of());
    }

    /** Without a node, and without a condition that says why. */
    PodSnapshot untold() {
        return pod(
                "",
                "Pending",
                "",
                new ContainerState.Absent(),
                null,
                Map.of("PodScheduled", new PodSnapshot.Condition("Unknown", "", "")));
    }

    PodSnapshot creating() {
        return waiting("ContainerCreating", "");
    }

    PodSnapshot waiting(String reason, String message) {
        return pod("node-1", "Pending", "", new ContainerState.Waiting(reason, message), null, Map.of());
    }

    PodSnapshot running(Instant since) {
        return pod("node-1", "Running", "", new ContainerState.Running(Optional.of(since)), null, Map.of());
    }

    PodSnapshot nodeSilent(Instant since) {
        return pod(
                "node-1",
                "Running",
                "",
                new ContainerState.Running(Optional.of(since)),
                null,
                Map.of(
                        "Ready", new PodSnapshot.Condition("False", "NodeNotReady", ""),
                        "ContainersReady", new PodSnapshot.Condition("True", "", "")));
    }

    PodSnapshot ended(int code, Instant at) {
        return pod("node-1", code == 0 ? "Succeeded" : "Failed", "", terminated(code, at), null, Map.of());
    }

    /** The container has ended; a kubelet may say so before the phase does. */
    PodSnapshot ending(int code, Instant at) {
        return pod("node-1", "Running", "", terminated(code, at), null, Map.of());
    }

    /** The result container has ended, and another one has not. */
    PodSnapshot endingBesideAnother(int code, Instant at) {
        PodSnapshot pod = ending(code, at);
        ContainerSnapshot other = new ContainerSnapshot(
                "beside",
                ContainerSnapshot.Kind.MAIN,
                IMAGE,
                new ContainerState.Running(Optional.of(at)),
                new ContainerState.Absent(),
                0);
        return SnapshotBuilder.like(pod)
                .containers(List.of(pod.containers().get(0), other))
                .build();
    }

    /** The first init container waits for the inputs. */
    PodSnapshot awaitingInputs(Instant since) {
        return withHelpers(waiting("PodInitializing", ""), running(Optional.of(since)), new ContainerState.Absent());
    }

    /** The first init container has ended with this exit code, and nothing follows. */
    PodSnapshot inputHelperEnded(int code, Instant at) {
        return withHelpers(waiting("PodInitializing", ""), terminated(code, at), new ContainerState.Absent());
    }

    /** A later state of a pod whose inputs were delivered. */
    PodSnapshot afterInputs(PodSnapshot pod, ContainerState output) {
        return withHelpers(pod, terminated(0, Instant.EPOCH.plusSeconds(5)), output);
    }

    static ContainerState running(Optional<Instant> since) {
        return new ContainerState.Running(since);
    }

    private static PodSnapshot withHelpers(PodSnapshot pod, ContainerState input, ContainerState output) {
        return SnapshotBuilder.like(pod)
                .containers(List.of(
                        helper(HelperContainers.INPUT, ContainerSnapshot.Kind.INIT, input),
                        pod.containers().get(0),
                        helper(HelperContainers.OUTPUT, ContainerSnapshot.Kind.HELPER, output)))
                .build();
    }

    private static ContainerSnapshot helper(String name, ContainerSnapshot.Kind kind, ContainerState state) {
        return new ContainerSnapshot(name, kind, IMAGE, state, new ContainerState.Absent(), 0);
    }

    PodSnapshot rejected(String reason) {
        return pod("node-1", "Failed", reason, new ContainerState.Absent(), null, Map.of());
    }

    PodSnapshot terminating(PodSnapshot before, Instant deletion) {
        return pod(
                before.nodeName(),
                before.phase(),
                before.reason(),
                before.containers().get(0).state(),
                deletion,
                Map.of());
    }

    static ContainerState.Terminated terminated(int code, Instant at) {
        return new ContainerState.Terminated(
                code, code == 0 ? "Completed" : "Error", "", Optional.of(at.minusSeconds(5)), Optional.of(at));
    }

    private PodSnapshot pod(
            String node,
            String phase,
            String reason,
            ContainerState state,
            Instant deletion,
            Map<String, PodSnapshot.Condition> more) {
        Map<String, PodSnapshot.Condition> conditions = new HashMap<>(more);
        conditions.putIfAbsent(
                "PodScheduled",
                node.isEmpty()
                        ? new PodSnapshot.Condition("False", "Unschedulable", "0/1 nodes are available")
                        : new PodSnapshot.Condition("True", "", ""));
        return SnapshotBuilder.aPod()
                .named("ns", name, uid)
                .version(Integer.toString(++version))
                .labels(Map.of("owner", "us"))
                .node(node)
                .phase(phase)
                .reason(reason)
                .deletion(Optional.ofNullable(deletion), 30)
                .conditions(conditions)
                .main(IMAGE, state)
                .build();
    }
}
