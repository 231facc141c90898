package io.jenkins.plugins.runpod.runtime;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.Terminator;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.ControllerIdentity;
import io.jenkins.plugins.runpod.config.NamespacesInUse;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.config.UnknownIdentity;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskEngine;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.exchange.TransferSlots;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.kube.client.KubeThreads;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.tenancy.Tenancy;
import io.jenkins.plugins.runpod.engine.time.ScheduledTimer;
import io.jenkins.plugins.runpod.engine.time.Timer;
import io.jenkins.plugins.runpod.history.HistoryFiles;
import io.jenkins.plugins.runpod.history.RecentHistory;
import io.jenkins.plugins.runpod.history.TaskHistory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/**
 * The pod task engine of this controller, with its threads. Their number is bounded, however many pods run. Safe for use
 * by many threads. No method blocks, except {@link #detach}.
 */
@Extension
public final class RunPodEngine {
    private final TurnThreads threads = new TurnThreads();
    private final OutsideThreads outside = new OutsideThreads();
    private final ScheduledTimer timer = new ScheduledTimer(threads.turns());
    private final PodTaskEngine engine = new PodTaskEngine(Clock.systemUTC(), timer, threads.ofEngine());
    private final Statistics statistics = new Statistics();
    private final TaskHistory history;
    private final ClusterUses uses;
    private final TransferLimits transfers = new TransferLimits();
    private final Connections connections;
    private final Admissions admissions;
    private final RecentTasks recent;
    private final RecentHistory recentHistory;

    public RunPodEngine() {
        Path home = Jenkins.get().getRootDir().toPath();
        connections = new Connections(
                home,
                new KubeThreads(threads.turns(), threads.watches(), outside.clusterCredentials(), outside.clusters()),
                timer);
        admissions = new Admissions(home.resolve("run-pod-reservations.json"));
        history = new TaskHistory(
                new HistoryFiles(
                        home.resolve("run-pod-history"),
                        () -> RunPodGlobalConfiguration.get().historyBounds(),
                        Clock.systemUTC()),
                outside.history(),
                timer);
        recentHistory = new RecentHistory(history, outside.housekeeping(), Clock.systemUTC());
        uses = new ClusterUses(statistics, history, EndedTaskListener.all(outside.endedTasks()));
        recent = new RecentTasks(cluster -> connections.acquire(cluster, controller()));
    }

    /** The engine of this controller. */
    public static RunPodEngine get() {
        return ExtensionList.lookupSingleton(RunPodEngine.class);
    }

    /**
     * The id of a new task of this controller.
     *
     * @throws UnknownIdentity if the identity cannot be read
     */
    public static TaskId id(String task) {
        return new TaskId(controller(), task);
    }

    /**
     * The identity of this controller.
     *
     * @throws UnknownIdentity if it cannot be read
     */
    public static String controller() {
        return ControllerIdentity.get().identity();
    }

    /** The threads that run the tasks' turns. Work on them may read and write small files. It waits for nobody. */
    public Executor workers() {
        return threads.turns();
    }

    /** Runs work later, on the threads of {@link #workers}. */
    public Timer timer() {
        return timer;
    }

    /** The threads for work that may wait for others. */
    public OutsideThreads outside() {
        return outside;
    }

    /**
     * Starts a task, or resumes it.
     *
     * @throws IllegalStateException if the task already runs
     */
    public TaskHandle run(
            PodTask task,
            ClusterConfiguration cluster,
            TaskOrigin origin,
            TaskStore store,
            TaskMedia media,
            FileExchange files,
            PodTaskListener listener) {
        String controller = task.id().controller();
        String namespace = task.specification().namespace();
        NamespacesInUse.get().use(cluster.getName(), namespace);
        SharedCluster shared = connections.acquire(cluster, controller);
        Kube.Watch tenancy = connections.tenancy(cluster, controller, namespace).use();
        ClusterUses.ClusterUse use =
                uses.begin(task, origin.traceParent(), cluster.getName(), shared, tenancy, listener);
        recent.begun(task, cluster);
        try {
            return engine.run(
                    task,
                    connections.guarded(shared, cluster, controller),
                    admissions.of(cluster.getName(), origin.folder()),
                    use.loading(store),
                    statistics.counted(media),
                    files,
                    use);
        } catch (RuntimeException e) {
            use.close();
            throw e;
        }
    }

    /** The places of transfers of files in the cluster of this name. */
    public TransferSlots transferSlots(String cluster) {
        return transfers.of(cluster);
    }

    /** Uses a cluster until the returned stage completes. */
    public <T> CompletionStage<T> using(ClusterConfiguration cluster, Function<Cluster, CompletionStage<T>> use) {
        String controller = controller();
        SharedCluster shared = connections.acquire(cluster, controller);
        return use.apply(connections.guarded(shared, cluster, controller))
                .whenComplete((nothing, error) -> shared.close());
    }

    /**
     * The last known events of a task's pod, while the task runs here and for about as long as Kubernetes keeps them. Empty
     * afterwards.
     */
    public Optional<LatestReads.Latest<List<PodEvent>>> events(TaskId task, String namespace, String uid) {
        return recent.events(task, namespace, uid);
    }

    RecentTasks recent() {
        return recent;
    }

    /** Whether this controller may change objects in a namespace. */
    public Tenancy tenancy(ClusterConfiguration cluster, String namespace) {
        return connections.tenancy(cluster, controller(), namespace);
    }

    /** The namespaces in which another controller holds the lease. */
    public List<Tenancy> contested() {
        return ControllerIdentity.get().known().map(connections::contested).orElseGet(List::of);
    }

    /** The task, if it runs here. */
    public Optional<TaskHandle> find(TaskId id) {
        return engine.find(id);
    }

    /** The task, if it runs here, under any identity of this controller. */
    public Optional<TaskHandle> find(String task) {
        return ControllerIdentity.get()
                .known()
                .flatMap(controller -> find(new TaskId(controller, task)))
                .or(() -> engine.tasks().stream()
                        .filter(handle -> handle.task().id().task().equals(task))
                        .findFirst());
    }

    /** The labels of all tasks that run here. */
    public Set<String> taskLabels() {
        return engine.tasks().stream()
                .map(handle -> handle.task().id().taskLabel())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Drops the reservations of unknown tasks below a cluster's limit.
     *
     * @param tasks the labels of all tasks that have a pod in the cluster
     */
    public void census(String cluster, Set<String> tasks) {
        admissions.census(cluster, tasks, task -> taskLabels().contains(task));
    }

    void limitsChanged() {
        workers().execute(admissions::changed);
        workers().execute(transfers::changed);
        history.tidySoon();
    }

    /** Cancels the tasks that no step waits for. */
    public void cancelUnwanted() {
        uses.unwanted()
                .flatMap(task -> find(task).stream())
                .filter(RunPodEngine::isOpen)
                .forEach(handle -> handle.cancel("the step ended before its pod"));
    }

    private static boolean isOpen(TaskHandle handle) {
        return handle.view().filter(view -> view.state().result() == null).isPresent();
    }

    /** All tasks that run here. */
    public Collection<TaskHandle> tasks() {
        return engine.tasks();
    }

    /** The counters of this controller. */
    public Statistics statistics() {
        return statistics;
    }

    /** The tasks that have ended. */
    public TaskHistory history() {
        return history;
    }

    /** The sums of those of the last 30 days. */
    public RecentHistory recentHistory() {
        return recentHistory;
    }

    /** The states of the tasks that run here. */
    public Statistics.Standing standing() {
        return Statistics.Standing.of(engine.tasks());
    }

    /** The number of requests that were sent to clusters. */
    public long requests() {
        return connections.requests();
    }

    /** The clusters in use, by name. */
    public Map<String, SharedCluster> clusters() {
        return uses.clusters();
    }

    /** The name of the cluster of each task. */
    public Map<TaskId, String> clusterNames() {
        return uses.names();
    }

    /** Whether Jenkins goes down. What fails from now on has not failed for the next controller. */
    public boolean isClosed() {
        return engine.isClosed();
    }

    /** The present number of threads. */
    public int threads() {
        return threads.size() + outside.size();
    }

    /** Detaches from all tasks first, so that a shutdown changes nothing in the clusters. */
    @Terminator
    public static void detach() throws InterruptedException {
        for (RunPodEngine one : ExtensionList.lookup(RunPodEngine.class)) {
            one.close();
        }
    }

    private void close() throws InterruptedException {
        engine.close();
        connections.close();
        uses.close();
        timer.close();
        outside.close();
        threads.close();
        history.close(); // no result comes any more
        outside.closeNow();
    }
}
