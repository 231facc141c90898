package io.jenkins.plugins.runpod.step;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.Terminator;
import hudson.security.ACL;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.ClusterConnection;
import io.jenkins.plugins.runpod.config.NamespacesInUse;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskEngine;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.ScheduledTimer;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.TaskId;
import io.jenkins.plugins.runpod.engine.TaskMedia;
import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.admission.RegistryDamping;
import io.jenkins.plugins.runpod.engine.diagnosis.PodEvent;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.KubeClients;
import io.jenkins.plugins.runpod.engine.kube.LeasedCluster;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import jenkins.security.ImpersonatingExecutorService;

/**
 * The pod task engine of this controller, with its threads: a fixed number, however many pods run. Safe for use by many threads; no
 * method blocks, except {@link #detach}.
 */
@Extension
public final class RunPodEngine {
    private static final Logger LOGGER = Logger.getLogger(RunPodEngine.class.getName());
    private static final int THREADS = 16;
    private static final int LAST_TURNS_SECONDS = 5;

    private final ThreadPoolExecutor pool;
    private final Executor workers;
    private final ScheduledTimer timer;
    private final KubeClients clients;
    private final PodTaskEngine engine;
    private final Set<Leasing> underWay = ConcurrentHashMap.newKeySet();
    /** The cluster of each task, also of those that have ended not long ago. */
    private final Cache<TaskId, String> ranIn = CacheBuilder.newBuilder()
            .maximumSize(50_000)
            .expireAfterAccess(2, TimeUnit.HOURS)
            .build();

    public RunPodEngine() {
        pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new NamingThreadFactory(new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), "run-pod"),
                new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
        workers = new ImpersonatingExecutorService(pool, ACL.SYSTEM2);
        timer = new ScheduledTimer(workers);
        clients = new KubeClients(workers, timer);
        engine = new PodTaskEngine(Clock.systemUTC(), timer, workers, new RegistryDamping());
    }

    /** The one there is. */
    public static RunPodEngine get() {
        return ExtensionList.lookupSingleton(RunPodEngine.class);
    }

    /** A task of this controller. */
    public static TaskId id(String task) {
        return new TaskId(controller(), task);
    }

    /** Who this controller is, for life. */
    public static String controller() {
        return Jenkins.get().getLegacyInstanceId();
    }

    /** The threads that tasks have their turns on; what runs on them may read and write small files. */
    public Executor workers() {
        return workers;
    }

    /**
     * Starts a task, or goes on with one.
     *
     * @throws IllegalStateException if it runs already
     */
    public TaskHandle run(
            PodTask task, ClusterConfiguration cluster, TaskStore store, TaskMedia media, PodTaskListener listener) {
        NamespacesInUse.get().use(cluster.getName(), task.specification().namespace());
        Leasing leasing = new Leasing(
                task.id(), cluster.getName(), lease(cluster, task.id().controller()), listener);
        underWay.add(leasing);
        ranIn.put(task.id(), cluster.getName());
        try {
            return engine.run(task, leasing.lease, store, media, leasing);
        } catch (RuntimeException e) {
            leasing.close();
            throw e;
        }
    }

    /** Leases a cluster for as long as it takes. */
    public <T> CompletionStage<T> using(ClusterConfiguration cluster, Function<Cluster, CompletionStage<T>> use) {
        LeasedCluster lease = lease(cluster, controller());
        return use.apply(lease).whenComplete((nothing, error) -> lease.close());
    }

    /** The events of a task's pod, while the task runs here and for about as long as Kubernetes keeps them; then none. */
    public CompletionStage<List<PodEvent>> events(TaskId task, String namespace, String uid) {
        return Optional.ofNullable(ranIn.getIfPresent(task))
                .flatMap(name -> RunPodGlobalConfiguration.get().find(Optional.of(name)))
                .map(cluster -> using(cluster, connected -> connected.kube().events(namespace, uid)))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
    }

    private LeasedCluster lease(ClusterConfiguration cluster, String controller) {
        ClusterConnection connection = cluster.connection();
        ClusterSettings usual = ClusterSettings.of(TaskId.selector(controller));
        int perSecond = cluster.getRequestsPerSecond();
        ClusterSettings settings = perSecond == 0
                ? usual
                : new ClusterSettings(usual.selector(), perSecond, 2 * perSecond, usual.requestTimeout());
        return clients.lease(
                connection,
                connection,
                settings,
                backlog -> LOGGER.log(Level.INFO, "Requests to cluster {0} wait for its limit: {1}", new Object[] {
                    cluster.getName(), backlog
                }));
    }

    /** The task if it runs here. */
    public Optional<TaskHandle> find(TaskId id) {
        return engine.find(id);
    }

    /** The labels of all tasks that run here. */
    public Set<String> taskLabels() {
        return engine.tasks().stream()
                .map(handle -> handle.task().id().taskLabel())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Cancels the tasks that nobody waits for any more. */
    public void cancelUnwanted() {
        for (Leasing leasing : underWay) {
            if (!leasing.listener.wanted()) {
                find(leasing.id)
                        .filter(RunPodEngine::isOpen)
                        .ifPresent(handle -> handle.cancel("the step was ended without waiting for its pod"));
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

    /** The clusters in use, by name. */
    public Map<String, LeasedCluster> clusters() {
        Map<String, LeasedCluster> clusters = new TreeMap<>();
        underWay.forEach(leasing -> clusters.put(leasing.cluster, leasing.lease));
        return clusters;
    }

    /** The name of the cluster that each task runs in. */
    public Map<TaskId, String> clusterNames() {
        return underWay.stream()
                .collect(Collectors.toMap(leasing -> leasing.id, leasing -> leasing.cluster, (one, other) -> other));
    }

    /** How many threads there are at this moment. */
    int threads() {
        return pool.getPoolSize();
    }

    /** A controller that goes down changes nothing in the clusters: it lets go of everything first. */
    @Terminator
    public static void detach() throws InterruptedException {
        for (RunPodEngine one : ExtensionList.lookup(RunPodEngine.class)) {
            one.close();
        }
    }

    private void close() throws InterruptedException {
        engine.close();
        underWay.forEach(Leasing::close);
        timer.close();
        pool.shutdown();
        if (!pool.awaitTermination(LAST_TURNS_SECONDS, TimeUnit.SECONDS)) {
            pool.shutdownNow();
        }
    }

    /** Gives the lease back when nothing is left to do in the cluster. */
    private final class Leasing implements PodTaskListener {
        private final TaskId id;
        private final String cluster;
        private final LeasedCluster lease;
        private final PodTaskListener listener;

        Leasing(TaskId id, String cluster, LeasedCluster lease, PodTaskListener listener) {
            this.id = id;
            this.cluster = cluster;
            this.lease = lease;
            this.listener = listener;
        }

        void close() {
            underWay.remove(this);
            lease.close();
        }

        @Override
        public void changed(TaskView view) {
            listener.changed(view);
        }

        @Override
        public void finished(TaskResult result) {
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
