package io.jenkins.plugins.runpod.engine.kube.client;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A part of the contract: a namespace of its own on the cluster, and pods in it. Its tests mostly wait, so they run at once. */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Contract {
    final ContractCluster cluster;
    final String namespace = "contract-" + UUID.randomUUID().toString().substring(0, 8);
    private final AtomicInteger names = new AtomicInteger();

    Contract(ContractCluster cluster) {
        this.cluster = cluster;
    }

    @BeforeAll
    void makeNamespace() {
        cluster.client()
                .namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        await().until(() -> cluster.client()
                        .serviceAccounts()
                        .inNamespace(namespace)
                        .withName("default")
                        .get()
                != null);
    }

    @AfterAll
    void leaveNothing() {
        try (cluster) {
            cluster.client().namespaces().withName(namespace).delete();
        }
    }

    final String path(String rest) {
        return "/api/v1/namespaces/" + namespace + rest;
    }

    final String newName() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT) + "-" + names.incrementAndGet();
    }

    /** A pod that runs a script, or none where it is empty. */
    final PodBuilder pod(String script) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(newName())
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("main")
                .withImage(cluster.image())
                .withCommand("sh", "-c", script)
                .endContainer()
                .endSpec();
    }

    /** A pod that no node takes. */
    final PodBuilder homeless() {
        return pod("true")
                .editSpec()
                .addToNodeSelector("run-pod.test/no-such", "node")
                .endSpec();
    }

    final Pod create(PodBuilder pod) {
        return cluster.client().resource(pod.build()).create();
    }

    final PodResource resource(Pod pod) {
        return cluster.client()
                .pods()
                .inNamespace(namespace)
                .withName(pod.getMetadata().getName());
    }

    /** The pod when it passes the test. */
    final Pod awaitPod(Pod pod, Predicate<Pod> test) {
        return await().pollInterval(Duration.ofMillis(50))
                .until(() -> resource(pod).get(), now -> now != null && test.test(now));
    }

    final Pod awaitEnd(Pod pod) {
        return awaitPod(
                pod,
                now -> now.getStatus().getPhase().equals("Succeeded")
                        || now.getStatus().getPhase().equals("Failed"));
    }

    final Pod awaitRunning(Pod pod) {
        return awaitPod(
                pod,
                now -> !now.getStatus().getContainerStatuses().isEmpty()
                        && now.getStatus().getContainerStatuses().stream()
                                .allMatch(each -> each.getState().getRunning() != null));
    }

    /** Running, or over already. */
    final Pod awaitStarted(Pod pod) {
        return awaitPod(
                pod,
                now -> !now.getStatus().getContainerStatuses().isEmpty()
                        && status(now).getState().getWaiting() == null);
    }

    /** Running, and far enough to have said so. */
    final Pod awaitReady(Pod pod) {
        await().pollInterval(Duration.ofMillis(50))
                .until(() -> cluster.get(path("/pods/" + pod.getMetadata().getName() + "/log"))
                        .body()
                        .equals("ready\n"));
        return awaitRunning(pod);
    }

    final void awaitGone(Pod pod) {
        await().pollInterval(Duration.ofMillis(50)).until(() -> resource(pod).get() == null);
    }

    static ContainerStatus status(Pod pod) {
        return pod.getStatus().getContainerStatuses().get(0);
    }

    final JsonNode deleteWith(Pod pod, String options) {
        return cluster.send(
                        "DELETE",
                        path("/pods/" + pod.getMetadata().getName()),
                        "application/json",
                        "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\"," + options + "}")
                .json();
    }
}
