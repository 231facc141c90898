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
 * logs of other plugins, listeners of a Pipeline. The engine's own threads never run such code. Each kind has a pool,
 * and each pool has lanes, so that what hangs holds up its own lane at most. All threads run as SYSTEM. Safe for use by
 * many threads.
 */
public final class OutsideThreads {
    private static final int CLUSTERS = 64;
    private static final int EACH_CLUSTER = 8;
    private static final int CREDENTIALS = 32;
    private static final int EACH_FOLDER = 4;
    private static final int LOGS = 64;
    private static final int EACH_KIND_OF_LOG = 8;
    private static final int EACH_LOG = 2;
    private static final int STEPS = 32;
    private static final int EACH_BUILD = 2;
    private static final int HOUSEKEEPING = 2;

    private final List<ThreadPoolExecutor> pools = new ArrayList<>();
    private final Lanes clusters = new Lanes(threads("cluster", CLUSTERS), EACH_CLUSTER);
    private final Lanes credentials = new Lanes(threads("credentials", CREDENTIALS), EACH_FOLDER);
    private final Lanes kindsOfLog = new Lanes(threads("log", LOGS), EACH_KIND_OF_LOG);
    private final Map<String, Lanes> logs = new ConcurrentHashMap<>();
    private final Lanes steps = new Lanes(threads("step", STEPS), EACH_BUILD);
    private final Executor housekeeping = threads("housekeeping", HOUSEKEEPING);

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

    /** Reads of credentials. The jobs of one folder share a lane. */
    public Executor credentials(Job<?, ?> job) {
        ItemGroup<?> folder = job.getParent();
        return credentials.lane(folder.getFullName());
    }

    /**
     * Writes to a build log.
     *
     * @param kind names the plugins that take part in writing. Logs of one kind share a lane.
     * @param build has a lane of its own within that lane
     */
    public Executor log(String kind, String build) {
        return logs.computeIfAbsent(kind, absent -> new Lanes(kindsOfLog.lane(absent), EACH_LOG))
                .lane(build);
    }

    /** Calls into the Pipeline of a build, whose listeners belong to other plugins. */
    public Executor step(String build) {
        return steps.lane(build);
    }

    /** Housekeeping, which loads builds. */
    public Executor housekeeping() {
        return housekeeping;
    }

    /** The present number of threads. */
    int size() {
        return pools.stream().mapToInt(ThreadPoolExecutor::getPoolSize).sum();
    }

    void close() {
        pools.forEach(ThreadPoolExecutor::shutdown);
    }

    void closeNow() {
        pools.forEach(ThreadPoolExecutor::shutdownNow);
    }
}
