package io.jenkins.plugins.runpod.runtime;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.secret.Masking;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The clusters and the masks of running tasks and of tasks that ended recently, and the events of their pods. It holds no build of
 * a task that has ended. Safe for use by many threads. No method blocks.
 */
final class RecentTasks {
    /** For all viewers. */
    private static final Duration FRESH = Duration.ofSeconds(4);

    /** @param masking of a task with secrets. Without them it would hide all that containers say. */
    private record Ran(ClusterConfiguration cluster, Optional<Masking> masking) {
        PodEvent masked(PodEvent event) {
            return masking.map(masks -> masks.mask(event)).orElse(event);
        }
    }

    private record Pod(TaskId task, String namespace, String uid) {}

    private final Function<ClusterConfiguration, SharedCluster> connect;
    private final Map<String, LatestReads<Pod, List<PodEvent>>> events = new ConcurrentHashMap<>();
    private final Cache<TaskId, Ran> ran = CacheBuilder.newBuilder()
            .maximumSize(50_000)
            .expireAfterAccess(2, TimeUnit.HOURS)
            .build();

    /** @param connect takes a handle on a cluster */
    RecentTasks(Function<ClusterConfiguration, SharedCluster> connect) {
        this.connect = connect;
    }

    /** Remembers a task that begins. */
    void begun(PodTask task, ClusterConfiguration cluster) {
        ran.put(
                task.id(),
                new Ran(cluster, task.isMasked() ? Optional.of(new Masking(task.secrets())) : Optional.empty()));
    }

    /** The last known events of a task's pod. Empty if the task is not known here any more. */
    Optional<LatestReads.Latest<List<PodEvent>>> events(TaskId task, String namespace, String uid) {
        return Optional.ofNullable(ran.getIfPresent(task))
                .map(known -> events.computeIfAbsent(
                                known.cluster().getName(),
                                name -> new LatestReads<>(this::read, FRESH, System::nanoTime))
                        .ask(new Pod(task, namespace, uid)));
    }

    private CompletionStage<List<PodEvent>> read(Pod pod) {
        Ran known = ran.getIfPresent(pod.task());
        if (known == null) {
            return CompletableFuture.completedFuture(List.of());
        }
        SharedCluster cluster = connect.apply(known.cluster());
        return cluster.eventsForPages(pod.namespace(), pod.uid())
                .thenApply(found -> found.stream().map(known::masked).toList())
                .whenComplete((nothing, error) -> cluster.close());
    }
}
