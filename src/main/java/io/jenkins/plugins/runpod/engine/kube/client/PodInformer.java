package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.time.SerialExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Passes on what one watch shows to those who follow a pod of that name. Its state is confined to a serial executor. */
final class PodInformer implements PodWatcher {
    private static final Logger LOGGER = Logger.getLogger(PodInformer.class.getName());

    private final SerialExecutor serial;
    private final Executor threads;
    private final Map<String, PodSnapshot> pods = new HashMap<>();
    private final Map<String, List<Follower>> followers = new HashMap<>();
    private boolean synced;

    /** @param threads run what it tells, one thing at a time, in order */
    PodInformer(Executor threads) {
        this.threads = threads;
        serial = new SerialExecutor(threads);
    }

    /** See {@link Cluster#follow}. Safe on any thread. */
    Kube.Watch follow(String podName, PodWatcher watcher) {
        Follower follower = new Follower(podName, watcher);
        serial.executeFirst(() -> add(follower), threads); // or thousands of others' news would come before
        return follower;
    }

    private void add(Follower follower) {
        followers.computeIfAbsent(follower.podName, name -> new ArrayList<>(1)).add(follower);
        if (synced) {
            begin(follower);
        }
    }

    private void remove(Follower follower) {
        followers.computeIfPresent(follower.podName, (name, all) -> {
            all.remove(follower);
            return all.isEmpty() ? null : all;
        });
    }

    private void begin(Follower follower) {
        PodSnapshot pod = pods.get(follower.podName);
        if (pod != null) {
            follower.tell(watcher -> watcher.seen(pod));
        }
        follower.tell(PodWatcher::synced);
    }

    @Override
    public void seen(PodSnapshot pod) {
        serial.execute(() -> {
            pods.put(pod.name(), pod);
            tell(pod, watcher -> watcher.seen(pod));
        });
    }

    @Override
    public void deleted(PodSnapshot last) {
        serial.execute(() -> {
            pods.remove(last.name());
            tell(last, watcher -> watcher.deleted(last));
        });
    }

    @Override
    public void vanished(PodSnapshot before) {
        serial.execute(() -> {
            pods.remove(before.name());
            tell(before, watcher -> watcher.vanished(before));
        });
    }

    @Override
    public void synced() {
        serial.execute(() -> {
            synced = true;
            List.copyOf(followers.values()).forEach(all -> all.forEach(this::begin));
        });
    }

    /** Also before the informer is in sync: then it is what keeps it from being so. */
    @Override
    public void failed(String why) {
        serial.execute(() -> tellAll(watcher -> watcher.failed(why)));
    }

    @Override
    public void works() {
        serial.execute(() -> tellAll(PodWatcher::works));
    }

    private void tellAll(Consumer<PodWatcher> news) {
        List.copyOf(followers.values()).forEach(all -> all.forEach(follower -> follower.tell(news)));
    }

    private void tell(PodSnapshot pod, Consumer<PodWatcher> news) {
        if (synced) {
            followers.getOrDefault(pod.name(), List.of()).forEach(follower -> follower.tell(news));
        }
    }

    private final class Follower implements Kube.Watch {
        private final String podName;
        private final PodWatcher watcher;
        private volatile boolean closed;

        Follower(String podName, PodWatcher watcher) {
            this.podName = podName;
            this.watcher = watcher;
        }

        void tell(Consumer<PodWatcher> news) {
            if (closed) {
                return;
            }
            try {
                news.accept(watcher);
            } catch (RuntimeException e) {
                LOGGER.log(Level.SEVERE, "The watcher of pod " + podName + " failed unexpectedly", e);
            }
        }

        @Override
        public void close() {
            closed = true;
            serial.execute(() -> remove(this));
        }
    }
}
