package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.runpod.engine.pod.Kueue;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * What Kueue does with pods that name a queue, as {@code pkg/controller/jobs/pod} of Kueue 0.17 has it. A test says when a pod is
 * admitted and preempted. The finalizer goes when the kubelet has confirmed the deletion.
 */
public final class FakeKueue {
    private static final String GATE = "kueue.x-k8s.io/admission";

    private final ClusterStore store;
    private final Clock clock;

    FakeKueue(ClusterStore store, Clock clock, Timer timer) {
        this.store = store;
        this.clock = clock;
        store.admission((resource, object) -> {
            if (resource == Resource.PODS
                    && !FakeJson.text(object, "metadata", "labels", Kueue.QUEUE).isEmpty()) {
                gate(object);
            }
        });
        store.watch(
                Resource.PODS,
                OptionalLong.of(store.version()),
                change -> change.after()
                        .filter(FakeKueue::isToGo)
                        .ifPresent(pod -> timer.schedule(Duration.ZERO, () -> letGo(pod))));
    }

    private static void gate(ObjectNode pod) {
        ObjectNode metadata = FakeJson.child(pod, "metadata");
        FakeJson.child(metadata, "labels").put(Kueue.MANAGED, "true");
        metadata.withArray("finalizers").add(Kueue.MANAGED);
        FakeJson.child(pod, "spec").withArray("schedulingGates").add(FakeJson.object("name", GATE));
    }

    private static boolean isToGo(ObjectNode pod) {
        return FakeJson.text(pod, "metadata", "labels", Kueue.MANAGED).equals("true")
                && FakeJson.at(pod, "metadata", "deletionGracePeriodSeconds").asInt(-1) == 0
                && !FakeJson.at(pod, "metadata", "finalizers").isEmpty();
    }

    private void letGo(ObjectNode pod) {
        try {
            update(pod, "", current -> FakeJson.child(current, "metadata").remove("finalizers"));
        } catch (ApiException e) {
            // it has gone already
        }
    }

    /** Lifts the gate of a pod. */
    public void admit(ObjectNode pod) {
        update(pod, "", current -> FakeJson.child(current, "spec").remove("schedulingGates"));
    }

    /** Ends an admitted pod, so that another one gets its place. */
    public void preempt(ObjectNode pod) {
        update(
                pod,
                "status",
                current -> Conditions.set(
                        current,
                        clock.instant(),
                        Kueue.EVICTION,
                        true,
                        "WorkloadEvictedDueToPreempted",
                        "Preempted to accommodate a workload (UID: 1, JobUID: 2) due to prioritization in the ClusterQueue"));
        store.delete(
                Resource.PODS,
                FakeJson.text(pod, "metadata", "namespace"),
                ClusterStore.nameOf(pod),
                ClusterStore.Deletion.PLAIN);
    }

    private interface Change {
        void to(ObjectNode pod);
    }

    private void update(ObjectNode pod, String subresource, Change change) {
        store.update(
                Resource.PODS,
                FakeJson.text(pod, "metadata", "namespace"),
                ClusterStore.nameOf(pod),
                subresource,
                current -> {
                    change.to(current);
                    return current;
                });
    }
}
