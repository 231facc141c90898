package io.jenkins.plugins.runpod.runtime;

import hudson.security.ACL;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.runpod.engine.Threads;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jenkins.security.ImpersonatingExecutorService;

/**
 * The threads that run the turns of all tasks, those for cancellations, and those for watches. Their number is bounded, however many
 * pods run. All of them run as SYSTEM. Safe for use by many threads.
 */
final class TurnThreads {
    private static final int CANCELLATIONS = 2;
    private static final int LAST_TURNS_SECONDS = 5;

    private final ThreadPoolExecutor turnPool = pool("run-pod", Threads.ofTurns());
    private final ThreadPoolExecutor cancellationPool = pool("run-pod-cancel", CANCELLATIONS);
    private final ThreadPoolExecutor watchPool = pool("run-pod-watch", Threads.OF_WATCHES);
    private final Executor turns = new ImpersonatingExecutorService(turnPool, ACL.SYSTEM2);
    private final Executor cancellations = new ImpersonatingExecutorService(cancellationPool, ACL.SYSTEM2);
    private final Executor watches = new ImpersonatingExecutorService(watchPool, ACL.SYSTEM2);

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

    Executor turns() {
        return turns;
    }

    /** They tell what the watches show. */
    Executor watches() {
        return watches;
    }

    Threads ofEngine() {
        return new Threads(turns, cancellations);
    }

    /** The present number of threads. */
    int size() {
        return turnPool.getPoolSize() + cancellationPool.getPoolSize() + watchPool.getPoolSize();
    }

    /** Takes no further work. Waits up to 5 s for the turns that were due, and then interrupts them. */
    void close() throws InterruptedException {
        watchPool.shutdown();
        cancellationPool.shutdown();
        turnPool.shutdown();
        if (!turnPool.awaitTermination(LAST_TURNS_SECONDS, TimeUnit.SECONDS)) {
            turnPool.shutdownNow();
        }
    }
}
