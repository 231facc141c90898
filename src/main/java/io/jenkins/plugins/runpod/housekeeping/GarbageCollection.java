package io.jenkins.plugins.runpod.housekeeping;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.model.PeriodicWork;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.ControllerIdentity;
import io.jenkins.plugins.runpod.config.NamespacesInUse;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.SystemProperties;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionList;

/**
 * Deletes left-over objects of ended tasks. They remain after a controller was killed, after a build was deleted, or
 * when the time to live of a kept pod has passed. Each round lists the pods and the Secrets of each namespace in use,
 * on the engine's threads. No method blocks. It never touches objects with another controller's label.
 */
@Extension
public final class GarbageCollection extends PeriodicWork {
    private static final Logger LOGGER = Logger.getLogger(GarbageCollection.class.getName());
    private static final Duration PERIOD =
            SystemProperties.getDuration(GarbageCollection.class.getName() + ".period", Duration.ofMinutes(5));

    /** The least time from one round to the next. */
    static final String PAUSE = GarbageCollection.class.getName() + ".pause";

    private static final Duration SOON = Duration.ofSeconds(5);

    private final RoundPace pace = new RoundPace(System::nanoTime);
    private final Map<String, String> failures = new ConcurrentHashMap<>();

    /** The instance of this controller. */
    public static GarbageCollection get() {
        return ExtensionList.lookupSingleton(GarbageCollection.class);
    }

    @Override
    public long getRecurrencePeriod() {
        return PERIOD.toMillis();
    }

    /** The first round starts soon after the controller, when most objects are left over. */
    @Override
    public long getInitialDelay() {
        return Math.min(PERIOD.toMillis(), Duration.ofMinutes(1).toMillis());
    }

    @Override
    protected void doRun() {
        collectAfter(Duration.ZERO);
    }

    /** Starts a round in some seconds, when deleted objects are gone. Several calls make one round, and one a minute at most. */
    void collectSoon() {
        collectAfter(SOON);
    }

    private void collectAfter(Duration soon) {
        pace.plan(soon, pause())
                .ifPresent(delay -> Timer.get()
                        .schedule(
                                () -> {
                                    pace.begun();
                                    RunPodEngine.get().outside().housekeeping().execute(this::collect);
                                },
                                delay.toMillis(),
                                TimeUnit.MILLISECONDS));
    }

    boolean isPlanned() {
        return pace.isPlanned();
    }

    /** Never longer than the period. */
    private static Duration pause() {
        Duration pause = SystemProperties.getDuration(PAUSE, Duration.ofMinutes(1));
        return pause.compareTo(PERIOD) < 0 ? pause : PERIOD;
    }

    /**
     * Runs a round. Does nothing before all builds that a restart interrupted are loaded, and nothing while the identity of this
     * controller is unknown.
     *
     * @return completes, never with an error, when every deletion was requested
     */
    public CompletionStage<Void> collect() {
        if (Jenkins.get().getInitLevel() != InitMilestone.COMPLETED
                || !FlowExecutionList.get().isResumptionComplete()) {
            return CompletableFuture.completedFuture(null);
        }
        LeftOverArchives.get().searchOnce();
        if (ControllerIdentity.get().known().isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return all(RunPodGlobalConfiguration.get().getClusters().stream()
                .map(configured -> RunPodEngine.get().using(configured, cluster -> collect(configured, cluster)))
                .toList());
    }

    private CompletionStage<Void> collect(ClusterConfiguration configured, Cluster cluster) {
        Set<String> namespaces = new TreeSet<>(NamespacesInUse.get().of(configured.getName()));
        namespaces.add(configured.defaultNamespace());
        Set<String> tasks = ConcurrentHashMap.newKeySet();
        AtomicBoolean complete = new AtomicBoolean(true);
        return all(namespaces.stream()
                        .map(namespace -> collect(
                                configured,
                                namespace,
                                cluster,
                                pods -> pods.ifPresentOrElse(
                                        seen -> seen.forEach(
                                                pod -> tasks.add(pod.labels().getOrDefault(PodLabels.TASK, ""))),
                                        () -> complete.set(false))))
                        .toList())
                .thenRun(() -> {
                    if (complete.get()) {
                        RunPodEngine.get().census(configured.getName(), tasks);
                    }
                });
    }

    private CompletionStage<Void> collect(
            ClusterConfiguration configured,
            String namespace,
            Cluster cluster,
            Consumer<Optional<List<PodSnapshot>>> seen) {
        String name = configured.getName();
        String controller = RunPodEngine.controller();
        return cluster.kube()
                .list(namespace, PodLabels.selector(controller))
                .thenComposeAsync(
                        pods -> {
                            failures.remove(name + "/" + namespace);
                            seen.accept(Optional.of(pods));
                            return collect(configured, namespace, cluster, pods);
                        },
                        RunPodEngine.get().outside().housekeeping())
                .exceptionally(error -> {
                    seen.accept(Optional.empty());
                    report(name + "/" + namespace, error);
                    return null;
                });
    }

    private static CompletionStage<Void> collect(
            ClusterConfiguration configured, String namespace, Cluster cluster, List<PodSnapshot> pods) {
        Builds builds = new Builds();
        LeftOverSecrets secrets = new LeftOverSecrets(cluster, namespace, builds);
        return secrets.list()
                .thenComposeAsync(
                        found -> {
                            if (pods.isEmpty() && found.isEmpty()) {
                                NamespacesInUse.get().foundEmpty(configured.getName(), namespace);
                                return CompletableFuture.<Void>completedFuture(null);
                            }
                            return RunPodEngine.get()
                                    .tenancy(configured, namespace)
                                    .mayCollect()
                                    .thenComposeAsync(
                                            may -> may
                                                    ? judge(pods, builds, cluster)
                                                            .thenComposeAsync(
                                                                    done -> secrets.judge(found, pods),
                                                                    RunPodEngine.get()
                                                                            .outside()
                                                                            .housekeeping())
                                                    : CompletableFuture.<Void>completedFuture(null),
                                            RunPodEngine.get().outside().housekeeping());
                        },
                        RunPodEngine.get().outside().housekeeping());
    }

    /** The running tasks are read after the list, because a task is in the engine before its pod is in the cluster. */
    private static CompletionStage<Void> judge(List<PodSnapshot> pods, Builds builds, Cluster cluster) {
        Set<String> running = RunPodEngine.get().taskLabels();
        String ours = RunPodEngine.id("any").controllerLabel();
        return all(pods.stream()
                .filter(pod -> ours.equals(pod.labels().get(PodLabels.CONTROLLER)))
                .filter(pod -> !running.contains(pod.labels().getOrDefault(PodLabels.TASK, "")))
                .map(pod -> builds.remains(pod.labels(), pod.annotations())
                        .thenCompose(remains -> remains.flatMap(some -> some.reasonToDelete(
                                        pod, Clock.systemUTC().instant()))
                                .map(why -> delete(pod, why, remains.get().unfinished(), cluster))
                                .orElseGet(() -> CompletableFuture.completedFuture(null))))
                .toList());
    }

    private static CompletionStage<Void> delete(PodSnapshot pod, String why, boolean unfinished, Cluster cluster) {
        return cluster.kube()
                .delete(pod.namespace(), pod.name(), pod.uid(), Optional.empty(), Optional.empty())
                .handle((nothing, error) -> {
                    LOGGER.log(
                            error == null ? Level.INFO : Level.FINE,
                            error == null ? "Deleted the pod {0}/{1}: {2}" : "The pod {0}/{1} stays: {3}",
                            new Object[] {pod.namespace(), pod.name(), why, error});
                    if (error == null && unfinished) {
                        Builds.tellRemoved(pod, Clock.systemUTC().instant());
                    }
                    return null;
                });
    }

    /** Logs a failure once, until it changes. */
    private void report(String where, Throwable error) {
        String message = String.valueOf(error.getMessage());
        if (!message.equals(failures.put(where, message))) {
            LOGGER.log(Level.WARNING, "Cannot look for left-over pods in {0}: {1}", new Object[] {where, message});
        }
    }

    static CompletionStage<Void> all(List<? extends CompletionStage<Void>> stages) {
        return CompletableFuture.allOf(
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }
}
