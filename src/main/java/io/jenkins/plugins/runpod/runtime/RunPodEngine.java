package io.jenkins.plugins.runpod.runtime;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.Terminator;
import hudson.security.ACL;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.ControllerIdentity;
import io.jenkins.plugins.runpod.config.NamespacesInUse;
import io.jenkins.plugins.runpod.config.UnknownIdentity;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskEngine;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.Threads;
import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.admission.CreateDamping;
import io.jenkins.plugins.runpod.engine.admission.RegistryDamping;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.exchange.TransferSlots;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.secret.TaskSecrets;
import io.jenkins.plugins.runpod.engine.tenancy.Tenancy;
import io.jenkins.plugins.runpod.engine.time.ScheduledTimer;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import jenkins.security.ImpersonatingExecutorService;

/**
 * The pod task engine of this controller, with its threads. Their number is bounded, however many pods run. Safe for use
 * by many threads. No method blocks, except {@link #detach}.
 */
@Extension
public final class RunPodEngine {
    private static final Logger LOGGER = Logger.getLogger(RunPodEngine.class.getName());
    private static final int THREADS = 16;
    private static final int CANCELLATIONS = 2;
    private static final int LAST_TURNS_SECONDS = 5;

    private final ThreadPoolExecutor pool;
    private final ThreadPoolExecutor cancellations;
    private final OutsideThreads outside = new OutsideThreads();
    private final Executor workers;
    private final ScheduledTimer timer;
    private final Connections connections;
    private final PodTaskEngine engine;
    private final PodLimits limits;
    private final TransferLimits transfers = new TransferLimits();
    private final Map<String, Damping> damping = new ConcurrentHashMap<>();
    private final Statistics statistics = new Statistics();
    private final Set<ClusterUse> underWay = ConcurrentHashMap.newKeySet();

    private final RecentTasks recent;

    public RunPodEngine() {
        pool = pool("run-pod", THREADS);
        cancellations = pool("run-pod-cancel", CANCELLATIONS);
        workers = new ImpersonatingExecutorService(pool, ACL.SYSTEM2);
        timer = new ScheduledTimer(workers);
        connections = new Connections(
                Jenkins.get().getRootDir().toPath(), workers, timer, outside.clusterCredentials(), outside.clusters());
        recent = new RecentTasks(cluster -> connections.acquire(cluster, controller()));
        limits = new PodLimits(Jenkins.get().getRootDir().toPath().resolve("run-pod-reservations.json"));
        engine = new PodTaskEngine(
                Clock.systemUTC(),
                timer,
                new Threads(workers, new ImpersonatingExecutorService(cancellations, ACL.SYSTEM2)));
    }

    private static ThreadPoolExecutor pool(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new NamingThreadFactory(new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), name),
                new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
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
        return workers;
    }

    /** The threads for work that may wait for others. */
    public OutsideThreads outside() {
        return outside;
    }

    /**
     * Starts a task, or resumes it.
     *
     * @param folder that it counts to when folders share the cluster
     * @throws IllegalStateException if the task already runs
     */
    public TaskHandle run(
            PodTask task,
            ClusterConfiguration cluster,
            String folder,
            TaskStore store,
            TaskMedia media,
            FileExchange files,
            PodTaskListener listener) {
        String controller = task.id().controller();
        String namespace = task.specification().namespace();
        NamespacesInUse.get().use(cluster.getName(), namespace);
        SharedCluster shared = connections.acquire(cluster, controller);
        Kube.Watch use = connections.tenancy(cluster, controller, namespace).use();
        ClusterUse inUse = new ClusterUse(task, cluster.getName(), shared, use, listener);
        underWay.add(inUse);
        recent.begun(task, cluster);
        try {
            return engine.run(
                    task,
                    connections.guarded(shared, cluster, controller),
                    admission(cluster.getName(), folder),
                    store,
                    statistics.counted(media),
                    files,
                    inUse);
        } catch (RuntimeException e) {
            inUse.close();
            throw e;
        }
    }

    /**
     * What fails or is limited in one cluster says nothing about another cluster. Failing creates come last, so that the one
     * task that tries is held by nothing else afterwards.
     */
    private Admission admission(String cluster, String folder) {
        Damping shared =
                damping.computeIfAbsent(cluster, name -> new Damping(new RegistryDamping(), new CreateDamping()));
        return Admission.both(
                Admission.both(shared.registries(), limits.of(cluster).of(folder)), shared.creates());
    }

    private record Damping(RegistryDamping registries, CreateDamping creates) {}

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
        limits.of(cluster)
                .census(
                        tasks,
                        task -> taskLabels().contains(task),
                        Clock.systemUTC().instant());
    }

    void limitsChanged() {
        workers.execute(limits::changed);
        workers.execute(transfers::changed);
    }

    /** Cancels the tasks that no step waits for. */
    public void cancelUnwanted() {
        for (ClusterUse task : underWay) {
            if (!task.listener.wanted()) {
                find(task.id)
                        .filter(RunPodEngine::isOpen)
                        .ifPresent(handle -> handle.cancel("the step ended before its pod"));
            }
        }
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
        Map<String, SharedCluster> clusters = new TreeMap<>();
        underWay.forEach(task -> clusters.put(task.cluster, task.shared));
        return clusters;
    }

    /** The name of the cluster of each task. */
    public Map<TaskId, String> clusterNames() {
        return underWay.stream()
                .collect(Collectors.toMap(task -> task.id, task -> task.cluster, (one, other) -> other));
    }

    /** Whether Jenkins goes down. What fails from now on has not failed for the next controller. */
    public boolean isClosed() {
        return engine.isClosed();
    }

    /** The present number of threads. */
    public int threads() {
        return pool.getPoolSize() + cancellations.getPoolSize() + outside.size();
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
        underWay.forEach(ClusterUse::close);
        timer.close();
        outside.close();
        cancellations.shutdown();
        pool.shutdown();
        if (!pool.awaitTermination(LAST_TURNS_SECONDS, TimeUnit.SECONDS)) {
            pool.shutdownNow();
        }
        outside.closeNow();
    }

    /** Gives the cluster back when the task needs no further cleanup there. */
    private final class ClusterUse implements PodTaskListener {
        private final TaskId id;
        private final TaskSecrets secrets;
        private final String cluster;
        private final SharedCluster shared;
        private final Kube.Watch use;
        private final PodTaskListener listener;

        ClusterUse(PodTask task, String cluster, SharedCluster shared, Kube.Watch use, PodTaskListener listener) {
            this.id = task.id();
            this.secrets = task.secrets();
            this.cluster = cluster;
            this.shared = shared;
            this.use = use;
            this.listener = listener;
        }

        void close() {
            underWay.remove(this);
            secrets.forgetSource();
            use.close();
            shared.close();
        }

        @Override
        public void changed(TaskView view) {
            listener.changed(view);
        }

        @Override
        public Optional<String> lastLine(TaskResult result) {
            return listener.lastLine(result);
        }

        @Override
        public void finished(TaskResult result) {
            statistics.finished(result, Clock.systemUTC().instant());
            listener.finished(result);
        }

        @Override
        public void settled() {
            close();
            listener.settled();
        }

        @Override
        public void unreadable(IOException why) {
            close();
            listener.unreadable(why);
        }

        @Override
        public boolean wanted() {
            return listener.wanted();
        }
    }
}
