package io.jenkins.plugins.runpod.engine.pod;

import io.jenkins.plugins.runpod.engine.pod.PodSnapshot.Condition;
import java.util.Optional;

/**
 * What Kueue writes into a pod. Its webhook gates a pod that names a queue, and gives it a label and a finalizer. It lifts the gate
 * when it admits the pod. To evict the pod it sets a condition and deletes the pod. All of this is in {@code
 * pkg/controller/jobs/pod} of kubernetes-sigs/kueue 0.17. Pure.
 */
public final class Kueue {
    private static final String PREFIX = "kueue.x-k8s.io/";
    /** The label that names the LocalQueue of a pod. */
    public static final String QUEUE = PREFIX + "queue-name";
    /** The label of a pod that Kueue manages. */
    public static final String MANAGED = PREFIX + "managed";
    /** The type of the condition that says why Kueue deletes a pod. */
    public static final String EVICTION = "TerminationTarget";

    private Kueue() {}

    static boolean isLabel(String key) {
        return key.startsWith(PREFIX);
    }

    /** Whether Kueue has not admitted the pod yet. One of its gates is for the topology. */
    public static boolean gates(PodSnapshot pod) {
        return pod.gates().stream().anyMatch(gate -> gate.startsWith(PREFIX));
    }

    /** The queue that the pod names, or empty. */
    public static String queue(PodSnapshot pod) {
        return pod.labels().getOrDefault(QUEUE, "");
    }

    /** Whether Kueue queues, admits and evicts the pod. */
    public static boolean manages(PodSnapshot pod) {
        return "true".equals(pod.labels().get(MANAGED));
    }

    /** Why Kueue ends the pod. Empty if it does not. */
    public static Optional<Condition> eviction(PodSnapshot pod) {
        return Optional.ofNullable(pod.conditions().get(EVICTION)).filter(c -> c.is("True") && manages(pod));
    }

    /** Whether the pod makes room for another one in its queue. Before Kueue 0.7 only the message says so. */
    public static boolean isPreemption(Condition eviction) {
        return eviction.reason().endsWith("DueToPreempted")
                || eviction.message().startsWith("Preempted to ");
    }

    /** Whether the event tells the admission. Its reason is that of a container's start. */
    public static boolean isAdmission(PodEvent event) {
        return event.container().isEmpty() && event.message().startsWith("Admitted by clusterQueue ");
    }
}
