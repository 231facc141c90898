package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.time.SerialExecutor;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * One informer for each namespace, shared by everyone who follows a pod there, and closed some time after the last of them has
 * gone. Safe for use by many threads.
 */
final class PodInformers implements AutoCloseable {
    private final Kube kube;
    private final String selector;
    private final Executor workers;
    private final Timer timer;
    private final Duration linger;
    private final Map<String, Lease> informers = new HashMap<>();
    private boolean closed;

    /**
     * @param selector the label selector of all pods that are followed
     * @param linger how long an unused informer stays: a task that goes on with its next pod comes back at once
     */
    PodInformers(Kube kube, String selector, Executor workers, Timer timer, Duration linger) {
        this.kube = kube;
        this.selector = selector;
        this.workers = workers;
        this.timer = timer;
        this.linger = linger;
    }

    /** See {@link Cluster#follow}. After {@link #close} nothing is followed. */
    synchronized Kube.Watch follow(String namespace, String podName, PodWatcher watcher) {
        if (closed) {
            return () -> {};
        }
        Lease lease = informers.computeIfAbsent(namespace, this::begin);
        lease.users++;
        Kube.Watch following = lease.informer.follow(podName, watcher);
        return new Once(() -> {
            following.close();
            release(namespace, lease);
        });
    }

    private Lease begin(String namespace) {
        PodInformer informer = new PodInformer(new SerialExecutor(workers));
        return new Lease(informer, kube.watch(namespace, selector, informer));
    }

    private synchronized void release(String namespace, Lease lease) {
        lease.users--;
        if (lease.users == 0) {
            timer.schedule(linger, () -> closeIfUnused(namespace, lease));
        }
    }

    private synchronized void closeIfUnused(String namespace, Lease lease) {
        if (lease.users == 0 && informers.remove(namespace, lease)) {
            lease.watch.close();
        }
    }

    /** How many namespaces are watched. */
    synchronized int open() {
        return informers.size();
    }

    @Override
    public synchronized void close() {
        closed = true;
        informers.values().forEach(lease -> lease.watch.close());
        informers.clear();
    }

    private static final class Lease {
        final PodInformer informer;
        final Kube.Watch watch;
        int users;

        Lease(PodInformer informer, Kube.Watch watch) {
            this.informer = informer;
            this.watch = watch;
        }
    }
}
