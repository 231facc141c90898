package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.engine.kube.Backlog;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.LeaseApi;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.kube.RequestCounts;
import io.jenkins.plugins.runpod.engine.kube.ServerHealth;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.kube.access.ClusterAccess;
import io.jenkins.plugins.runpod.engine.kube.http2.Http2Clock;
import io.jenkins.plugins.runpod.engine.kube.http2.IoThreads;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The clusters in use. Leases of the same cluster share its connections, limits and informers. Safe for use by many
 * threads. No method blocks.
 */
public final class KubeClients {
    private final KubeThreads threads;
    private final Timer timer;
    private final StreamTiming timing;
    private final Duration linger;
    private final LongSupplier nanoTime;
    private final Map<Identity, Open> clusters = new HashMap<>();
    private IoThreads ioThreads = new IoThreads();
    private long requestsOfThePast;

    /**
     * Few clusters share one pool.
     *
     * @param workers a bounded pool with at least 2 threads
     * @param timer must run its tasks on the same pool
     */
    public KubeClients(Executor workers, Timer timer) {
        this(KubeThreads.of(workers), timer);
    }

    /** @param timer must run its tasks on the workers */
    public KubeClients(KubeThreads threads, Timer timer) {
        this(threads, timer, StreamTiming.DEFAULT, Duration.ofSeconds(10), System::nanoTime);
    }

    KubeClients(KubeThreads threads, Timer timer, StreamTiming timing, Duration linger, LongSupplier nanoTime) {
        this.threads = threads;
        this.timer = timer;
        this.timing = timing;
        this.linger = linger;
        this.nanoTime = nanoTime;
    }

    /**
     * Takes a handle. It sends no request before the handle is used. So it succeeds even if the cluster does not answer
     * or the settings are wrong, and later requests fail with the reason.
     *
     * <p>Handles of the same cluster share the {@code access} and {@code waits} of the first handle.
     *
     * @param key equal for the same access, for example a {@link ClusterAccess}
     * @param access reads address and credential, again after each 401. Runs in the cluster's lane and may wait.
     * @param waits is called when requests have waited for seconds for the client's own limit, at most every 30 s, by
     *     pool threads
     */
    public synchronized SharedCluster acquire(
            Object key, Supplier<Config> access, ClusterSettings settings, Consumer<Backlog> waits) {
        Identity identity = new Identity(key, settings);
        Open open = clusters.computeIfAbsent(identity, i -> new Open(i, access, settings, waits));
        open.handles++;
        return new Handle(open, new Once(() -> release(identity, open)));
    }

    private void release(Identity identity, Open open) {
        Optional<IoThreads> unused = Optional.empty();
        synchronized (this) {
            open.handles--;
            if (open.handles > 0) {
                return;
            }
            clusters.remove(identity);
            requestsOfThePast += open.calls.counts().total();
            if (clusters.isEmpty()) {
                unused = Optional.of(ioThreads);
                ioThreads = new IoThreads();
            }
        }
        try {
            open.informers.close();
            open.calls.close();
        } finally {
            unused.ifPresent(IoThreads::close);
        }
    }

    /** The number of requests sent to all clusters so far. */
    public synchronized long requests() {
        return requestsOfThePast
                + clusters.values().stream()
                        .mapToLong(open -> open.calls.counts().total())
                        .sum();
    }

    /** The number of clusters in use. */
    public synchronized int open() {
        return clusters.size();
    }

    private record Identity(Object key, ClusterSettings settings) {}

    private final class Open {
        final ApiCalls calls;
        final Kube kube;
        final Kube forPages;
        final PodInformers informers;
        final ApiAccount account;
        int handles;

        Open(Identity identity, Supplier<Config> access, ClusterSettings settings, Consumer<Backlog> waits) {
            Limits limits = Limits.of(settings, timer, nanoTime, waits);
            calls = new ApiCalls(
                    new Connection(
                            access,
                            threads.reads().lane(identity.key()),
                            threads.http().lane(identity),
                            timer,
                            nanoTime,
                            Optional.of(new SharedConnections.Means(
                                    ioThreads,
                                    threads.workers(),
                                    threads.watches(),
                                    new Http2Clock(timer, nanoTime),
                                    shared -> limits.share(shared, settings)))),
                    limits,
                    timer,
                    settings.requestTimeout(),
                    new HealthMonitor(nanoTime));
            kube = new ApiServer(calls, threads, timing, nanoTime);
            account = new ApiAccount(calls);
            forPages =
                    new ApiServer(calls.within(Limits.forPages(settings, timer, nanoTime)), threads, timing, nanoTime);
            informers = new PodInformers(kube, settings.selector(), threads.watches(), timer, linger);
        }
    }

    private record Handle(Open open, Once release) implements SharedCluster {
        @Override
        public Kube kube() {
            return open.kube;
        }

        @Override
        public Kube.Watch follow(String namespace, String podName, PodWatcher watcher) {
            return open.informers.follow(namespace, podName, watcher);
        }

        @Override
        public CompletionStage<List<PodEvent>> eventsForPages(String namespace, String uid) {
            return open.forPages.events(namespace, uid);
        }

        @Override
        public LeaseApi leases() {
            return new ApiLeases(open.calls);
        }

        @Override
        public CompletionStage<Optional<ServiceAccount>> account() {
            return open.account.account();
        }

        @Override
        public RequestCounts requests() {
            return open.calls.counts();
        }

        @Override
        public Backlog backlog() {
            return open.calls.limits().requests().backlog();
        }

        @Override
        public ServerHealth health() {
            return open.calls.health().health();
        }

        @Override
        public int informers() {
            return open.informers.open();
        }

        @Override
        public void close() {
            release.close();
        }
    }
}
