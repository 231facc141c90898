package io.jenkins.plugins.runpod.runtime;

import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.security.ACL;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.runpod.engine.time.Lanes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jenkins.security.ImpersonatingExecutorService;

/**
 * Threads for code of others that may wait: credentials providers, commands of kubeconfigs, host names, build
 * logs of other plugins, listeners of a Pipeline, files. The engine's own threads never run such code. Each kind has a pool,
 * and each pool has lanes, so that what hangs holds up its own lane at most. All threads run as SYSTEM. Safe for use by
 * many threads.
 */
public final class OutsideThreads {
    private static final int CLUSTERS = 64;
    private static final int EACH_CLUSTER = 8;
    private static final int CLUSTER_CREDENTIALS = 32;
    private static final int CREDENTIALS = 32;
    private static final int EACH_TOP_FOLDER = 8;
    private static final int EACH_FOLDER = 4;
    private static final int LOGS = 64;
    private static final int EACH_KIND_OF_LOG = 8;
    private static final int EACH_LOG = 2;
    private static final int BEGINNINGS = 32;
    private static final int DELIVERIES = 32;
    private static final int EACH_BUILD = 2;
    private static final int LABELS = 8;
    private static final int DISKS = 32;
    private static final int FILES = 32;
    private static final int FILES_OF_BUILD = 4;
    private static final int HOUSEKEEPING = 2;

    private final List<ThreadPoolExecutor> pools = new ArrayList<>();
    private final Lanes clusters = new Lanes(threads("cluster", CLUSTERS), EACH_CLUSTER);
    private final Lanes clusterCredentials = new Lanes(threads("cluster-credentials", CLUSTER_CREDENTIALS), 1);
    private final NestedLanes credentials =
            new NestedLanes(threads("credentials", CREDENTIALS), EACH_TOP_FOLDER, EACH_FOLDER);
    private final NestedLanes logs = new NestedLanes(threads("log", LOGS), EACH_KIND_OF_LOG, EACH_LOG);
    private final NestedLanes beginnings = new NestedLanes(threads("begin", BEGINNINGS), EACH_TOP_FOLDER, EACH_BUILD);
    private final NestedLanes deliveries = new NestedLanes(threads("deliver", DELIVERIES), EACH_TOP_FOLDER, EACH_BUILD);
    private final NestedLanes labels = new NestedLanes(threads("label", LABELS), LABELS / 2, 1);
    private final NestedLanes disks = new NestedLanes(threads("disk", DISKS), EACH_TOP_FOLDER, FILES_OF_BUILD);
    private final NestedLanes files = new NestedLanes(threads("files", FILES), EACH_TOP_FOLDER, FILES_OF_BUILD);
    private final Executor housekeeping = threads("housekeeping", HOUSEKEEPING);
    private final Executor history = threads("history", 1);
    private final Executor endedTasks = threads("ended-tasks", 1);

    /** Threads are made when there is no idle one, and end after 30 s without work. */
    private Executor threads(String name, int most) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new NamingThreadFactory(
                        new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), "run-pod-" + name),
                new ThreadPoolExecutor.DiscardPolicy());
        pools.add(pool);
        return new Lanes(new ImpersonatingExecutorService(pool, ACL.SYSTEM2), most).lane(name);
    }

    /** Connections to clusters, with a lane for each. */
    Lanes clusters() {
        return clusters;
    }

    /** Reads of the credentials of clusters. They are apart from the requests, which go on meanwhile. */
    Lanes clusterCredentials() {
        return clusterCredentials;
    }

    /** Reads of credentials. The jobs of one folder share a lane, within that of the folder at the top. */
    public Executor credentials(Job<?, ?> job) {
        ItemGroup<?> folder = job.getParent();
        return credentials.lane(top(job.getFullName()), folder.getFullName());
    }

    /**
     * Writes to a build log.
     *
     * @param kind names the plugins that take part in writing. Logs of one kind share a lane.
     * @param build has a lane of its own within that lane
     */
    public Executor log(String kind, String build) {
        return logs.lane(kind, build);
    }

    /** Beginnings of steps, which ask other plugins for credentials, logs and what is around the step. */
    public Executor beginning(String build) {
        return beginnings.lane(top(build), build);
    }

    /** Results for the Pipeline of a build, whose listeners belong to other plugins. */
    public Executor delivery(String build) {
        return deliveries.lane(top(build), build);
    }

    /** Labels of steps, which Pipeline writes to disk while it holds the lock of the build. */
    public Executor label(String build) {
        return labels.lane(top(build), build);
    }

    /** Archives of the tasks of a build, on the disk of the controller. Nothing there waits for an agent or another plugin. */
    public Executor disk(String build) {
        return disks.lane(top(build), build);
    }

    /** Files of the tasks of a build, while agents and other plugins bring or take them. */
    public Executor files(String build) {
        return files.lane(top(build), build);
    }

    /** The folder at the top, or the job itself. */
    private static String top(String fullName) {
        return fullName.split("[/#]", 2)[0];
    }

    /** Housekeeping, which loads builds. */
    public Executor housekeeping() {
        return housekeeping;
    }

    /** The history of ended tasks, on the disk of the controller. */
    Executor history() {
        return history;
    }

    /** What other plugins are told of ended tasks. */
    Executor endedTasks() {
        return endedTasks;
    }

    /** The present number of threads. */
    int size() {
        return pools.stream().mapToInt(ThreadPoolExecutor::getPoolSize).sum();
    }

    /** Lanes within lanes. The outer ones are few: kinds of logs, folders at the top. */
    private static final class NestedLanes {
        private final Lanes outer;
        private final int width;
        private final Map<String, Lanes> inner = new ConcurrentHashMap<>();

        NestedLanes(Executor threads, int outerWidth, int width) {
            this.outer = new Lanes(threads, outerWidth);
            this.width = width;
        }

        Executor lane(String key, String innerKey) {
            return inner.computeIfAbsent(key, absent -> new Lanes(outer.lane(absent), width))
                    .lane(innerKey);
        }
    }

    void close() {
        pools.forEach(ThreadPoolExecutor::shutdown);
    }

    void closeNow() {
        pools.forEach(ThreadPoolExecutor::shutdownNow);
    }
}
