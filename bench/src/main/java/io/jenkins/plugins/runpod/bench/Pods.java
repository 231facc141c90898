package io.jenkins.plugins.runpod.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.util.List;

/** States of a pod as a kubelet reports them. */
final class Pods {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private static final String FRAME =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: %s
              namespace: bench
              uid: 8c1b6a30-5c1e-4a4e-9d0c-2a1f0a6b7c11
              resourceVersion: "%d"
              labels: {app.kubernetes.io/managed-by: run-pod, run-pod.jenkins.io/controller: bench,
                run-pod.jenkins.io/task: one, run-pod.jenkins.io/attempt: "1"}
            spec:
              nodeName: %s
              restartPolicy: Never
              containers: [{name: main, image: registry.example/team/image:1}]
            status:
              phase: %s
              conditions:
              - {type: Initialized, status: "True"}
              - {type: PodScheduled, status: "True"}
              - {type: Ready, status: "False", reason: ContainersNotReady, message: "containers with unready status: [main]"}
              - {type: ContainersReady, status: "False", reason: ContainersNotReady}
              containerStatuses:
              - name: main
                image: registry.example/team/image:1
                restartCount: 0
                state: {%s}
            """;

    private static final String LIMITED =
            "429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate"
                    + " limit. You may increase the limit by authenticating and upgrading";

    private Pods() {}

    static PodSnapshot waiting(String name) {
        return pod(name, 101, "Pending", "waiting: {reason: ContainerCreating}");
    }

    static PodSnapshot limited(String name) {
        return pod(
                name,
                102,
                "Pending",
                "waiting: {reason: ErrImagePull, message: 'failed to pull and unpack image"
                        + " \"registry.example/team/image:1\": "
                        + LIMITED + "'}");
    }

    static PodSnapshot backingOff(String name) {
        return pod(
                name,
                103,
                "Pending",
                "waiting: {reason: ImagePullBackOff, message: 'Back-off pulling image"
                        + " \"registry.example/team/image:1\": ErrImagePull: " + LIMITED + "'}");
    }

    static PodSnapshot running(String name) {
        return pod(name, 104, "Running", "running: {startedAt: '2026-01-01T10:00:00Z'}");
    }

    static PodSnapshot succeeded(String name) {
        return pod(
                name,
                105,
                "Succeeded",
                "terminated: {exitCode: 0, reason: Completed, startedAt: '2026-01-01T10:00:00Z', finishedAt:"
                        + " '2026-01-01T10:05:00Z'}");
    }

    static PodSnapshot failed(String name) {
        return pod(
                name,
                105,
                "Failed",
                "terminated: {exitCode: 137, reason: OOMKilled, startedAt: '2026-01-01T10:00:00Z', finishedAt:"
                        + " '2026-01-01T10:05:00Z'}");
    }

    /** One of each. */
    static List<PodSnapshot> all() {
        return List.of(waiting("p"), limited("p"), backingOff("p"), running("p"), succeeded("p"), failed("p"));
    }

    private static PodSnapshot pod(String name, int version, String phase, String state) {
        return PodSnapshot.of(
                KubeJson.node(YAML.unmarshal(FRAME.formatted(name, version, "node-1", phase, state), Pod.class)));
    }
}
