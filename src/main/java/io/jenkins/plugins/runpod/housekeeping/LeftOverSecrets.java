package io.jenkins.plugins.runpod.housekeeping;

import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.SecretSnapshot;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Deletes the Secrets of tasks that are over, where no pod of theirs is there that they could go with. Where it may not list Secrets
 * it does nothing: Kubernetes itself removes those that belong to a pod.
 */
final class LeftOverSecrets {
    private static final Logger LOGGER = Logger.getLogger(LeftOverSecrets.class.getName());

    private final Cluster cluster;
    private final String namespace;
    private final Builds builds;

    LeftOverSecrets(Cluster cluster, String namespace, Builds builds) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.builds = builds;
    }

    /** Those of this controller; none where they may not be listed. */
    CompletionStage<List<SecretSnapshot>> list() {
        return cluster.kube()
                .secrets()
                .list(namespace, PodLabels.selector(RunPodEngine.controller()))
                .exceptionally(error -> {
                    LOGGER.log(Level.FINE, "Cannot look for left-over Secrets in " + namespace, error);
                    return List.of();
                });
    }

    /**
     * What runs here is looked up after the lists: a task is in the engine before its Secret is in the cluster.
     *
     * @param pods those of the namespace, listed before
     */
    CompletionStage<Void> judge(List<SecretSnapshot> secrets, List<PodSnapshot> pods) {
        Set<String> names = pods.stream().map(PodSnapshot::name).collect(Collectors.toSet());
        Set<String> running = RunPodEngine.get().taskLabels();
        return GarbageCollection.all(secrets.stream()
                .filter(secret -> !names.contains(secret.name()))
                .filter(secret -> !running.contains(secret.labels().getOrDefault(PodLabels.TASK, "")))
                .map(secret -> builds.remains(secret.labels(), secret.annotations())
                        .thenCompose(remains ->
                                remains.isPresent() ? delete(secret) : CompletableFuture.completedFuture(null)))
                .toList());
    }

    private CompletionStage<Void> delete(SecretSnapshot secret) {
        return cluster.kube()
                .secrets()
                .delete(namespace, secret.name(), secret.uid())
                .handle((nothing, error) -> {
                    LOGGER.log(
                            error == null ? Level.INFO : Level.FINE,
                            error == null
                                    ? "Deleted the Secret {0}/{1}: its task has ended"
                                    : "The Secret {0}/{1} stays: {2}",
                            new Object[] {namespace, secret.name(), error});
                    return null;
                });
    }
}
