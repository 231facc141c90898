package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
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
    private final Executor watches;
    private final Timer timer;
    private final Duration linger;
    private final Map<String, Handle> informers = new HashMap<>();
    private boolean closed;

    /**
     * @param selector the label selector of all pods that are followed
     * @param watches run what the informers tell
     * @param linger how long an unused informer stays: a task that goes on with its next pod comes back at once
     */
    PodInformers(Kube kube, String selector, Executor watches, Timer timer, Duration linger) {
        this.kube = kube;
        this.selector = selector;
        this.watches = watches;
        this.timer = timer;
        this.linger = linger;
    }

    /** See {@link Cluster#follow}. After {@link #close} nothing is followed. */
    synchronized Kube.Watch follow(String namespace, String podName, PodWatcher watcher) {
        if (closed) {
            return () -> {};
        }
        Handle handle = informers.computeIfAbsent(namespace, this::begin);
        handle.users++;
        Kube.Watch following = handle.informer.follow(podName, watcher);
        return new Once(() -> {
            following.close();
            release(namespace, handle);
        });
    }

    private Handle begin(String namespace) {
        PodInformer informer = new PodInformer(watches);
        return new Handle(informer, kube.watch(namespace, selector, informer));
    }

    private synchronized void release(String namespace, Handle handle) {
        handle.users--;
        if (handle.users == 0) {
            timer.schedule(linger, () -> closeIfUnused(namespace, handle));
        }
    }

    private synchronized void closeIfUnused(String namespace, Handle handle) {
        if (handle.users == 0 && informers.remove(namespace, handle)) {
            handle.watch.close();
        }
    }

    /** How many namespaces are watched. */
    synchronized int open() {
        return informers.size();
    }

    @Override
    public synchronized void close() {
        closed = true;
        informers.values().forEach(handle -> handle.watch.close());
        informers.clear();
    }

    private static final class Handle {
        final PodInformer informer;
        final Kube.Watch watch;
        int users;

        Handle(PodInformer informer, Kube.Watch watch) {
            this.informer = informer;
            this.watch = watch;
        }
    }
}
