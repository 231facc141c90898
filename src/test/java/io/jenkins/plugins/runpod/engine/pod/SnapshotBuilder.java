package io.jenkins.plugins.runpod.engine.pod;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes snapshots of pods for tests. What is not mentioned is empty; the pod is {@code ns/pod}, waits, and has no container. */
public final class SnapshotBuilder {
    private String namespace = "ns";
    private String name = "pod";
    private String uid = "uid";
    private String resourceVersion = "1";
    private Map<String, String> labels = Map.of();
    private Map<String, String> annotations = Map.of();
    private List<String> gates = List.of();
    private String nodeName = "";
    private String phase = "Pending";
    private String reason = "";
    private String message = "";
    private Optional<Instant> deletionTimestamp = Optional.empty();
    private long deletionGrace;
    private Map<String, PodSnapshot.Condition> conditions = Map.of();
    private List<ContainerSnapshot> containers = List.of();

    private SnapshotBuilder() {}

    public static SnapshotBuilder aPod() {
        return new SnapshotBuilder();
    }

    /** Begins with what another pod is. */
    public static SnapshotBuilder like(PodSnapshot pod) {
        return aPod().named(pod.namespace(), pod.name(), pod.uid())
                .version(pod.resourceVersion())
                .labels(pod.labels())
                .annotations(pod.annotations())
                .gates(pod.gates())
                .node(pod.nodeName())
                .phase(pod.phase())
                .reason(pod.reason())
                .message(pod.message())
                .deletion(pod.deletionTimestamp(), pod.deletionGrace())
                .conditions(pod.conditions())
                .containers(pod.containers());
    }

    public SnapshotBuilder named(String inNamespace, String podName, String podUid) {
        namespace = inNamespace;
        name = podName;
        uid = podUid;
        return this;
    }

    public SnapshotBuilder version(String text) {
        resourceVersion = text;
        return this;
    }

    public SnapshotBuilder labels(Map<String, String> all) {
        labels = all;
        return this;
    }

    public SnapshotBuilder annotations(Map<String, String> all) {
        annotations = all;
        return this;
    }

    public SnapshotBuilder gates(List<String> all) {
        gates = all;
        return this;
    }

    public SnapshotBuilder node(String text) {
        nodeName = text;
        return this;
    }

    public SnapshotBuilder phase(String text) {
        phase = text;
        return this;
    }

    public SnapshotBuilder reason(String text) {
        reason = text;
        return this;
    }

    public SnapshotBuilder message(String text) {
        message = text;
        return this;
    }

    /** @param graceSeconds counts only if the pod is being deleted */
    public SnapshotBuilder deletion(Optional<Instant> timestamp, long graceSeconds) {
        deletionTimestamp = timestamp;
        deletionGrace = graceSeconds;
        return this;
    }

    public SnapshotBuilder conditions(Map<String, PodSnapshot.Condition> all) {
        conditions = all;
        return this;
    }

    public SnapshotBuilder containers(List<ContainerSnapshot> all) {
        containers = all;
        return this;
    }

    /** Its only container is {@code main}, which is in this state for the first time. */
    public SnapshotBuilder main(String image, ContainerState state) {
        return containers(List.of(new ContainerSnapshot(
                "main", ContainerSnapshot.Kind.MAIN, image, state, new ContainerState.Absent(), 0)));
    }

    public PodSnapshot build() {
        return new PodSnapshot(
                namespace,
                name,
                uid,
                resourceVersion,
                labels,
                annotations,
                gates,
                nodeName,
                phase,
                reason,
                message,
                deletionTimestamp,
                deletionGrace,
                conditions,
                containers);
    }
}
