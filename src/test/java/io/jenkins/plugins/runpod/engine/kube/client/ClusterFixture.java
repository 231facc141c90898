package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.time.Lanes;
import io.jenkins.plugins.runpod.engine.time.ScheduledTimer;
import io.jenkins.plugins.runpod.engine.time.Timer;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A scripted server and a client with short pauses. */
final class ClusterFixture implements AutoCloseable {
    static final ClusterSettings SETTINGS =
            new ClusterSettings("app.kubernetes.io/managed-by=run-pod", 1000, 1000, Patience.HANG);
    /** For tests of what a timeout does. */
    static final ClusterSettings IMPATIENT =
            new ClusterSettings("app.kubernetes.io/managed-by=run-pod", 1000, 1000, Duration.ofSeconds(1));
    /** Only pauses are short: a stream that says nothing on a busy machine is no silence. */
    static final StreamTiming TIMING = new StreamTiming(
            Duration.ofSeconds(60), Patience.HANG, Patience.HANG, Duration.ofMillis(20), Duration.ofMillis(200));

    final ScriptedServer server;
    final ExecutorService workers;
    private final ScheduledTimer timer;
    final KubeClients clients;
    final SharedCluster cluster;
    private final AtomicLong ahead = new AtomicLong();

    ClusterFixture(ScriptedServer.Script script) throws IOException {
        this(script, TIMING);
    }

    ClusterFixture(ScriptedServer.Script script, StreamTiming timing) throws IOException {
        this(new ScriptedServer(script), timing, Optional.empty(), Optional.empty());
    }

    /** With a timer that a test moves. */
    ClusterFixture(ScriptedServer.Script script, StreamTiming timing, HandTimer timer) throws IOException {
        this(new ScriptedServer(script), timing, Optional.of(timer), Optional.empty());
    }

    /** With a credential of its own. */
    ClusterFixture(ScriptedServer server, Supplier<Config> access) {
        this(server, TIMING, Optional.empty(), Optional.of(access));
    }

    private ClusterFixture(
            ScriptedServer server, StreamTiming timing, Optional<HandTimer> byHand, Optional<Supplier<Config>> access) {
        this.server = server;
        AtomicInteger number = new AtomicInteger();
        workers = Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task, "run-pod-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        timer = new ScheduledTimer(workers);
        clients = new KubeClients(
                new KubeThreads(workers, workers, new Lanes(workers, 1), new Lanes(workers, 4)),
                byHand.<Timer>map(each -> each).orElse(timer),
                timing,
                Duration.ofMillis(50),
                () -> System.nanoTime() + ahead.get());
        cluster = clients.acquire("test", access.orElse(server::config), SETTINGS, waits -> {});
    }

    /** For what is measured in nanoseconds without a timer. */
    void laterBy(Duration time) {
        ahead.addAndGet(time.toNanos());
    }

    Kube kube() {
        return cluster.kube();
    }

    static <T> T get(CompletionStage<T> stage) throws KubeFailure {
        try {
            return stage.toCompletableFuture()
                    .orTimeout(Patience.HANG.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof KubeFailure failure) {
                throw failure;
            }
            throw e;
        }
    }

    static KubeFailure failure(CompletionStage<?> stage) {
        try {
            throw new AssertionError("no failure but " + get(stage));
        } catch (KubeFailure failure) {
            return failure;
        }
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        timer.close();
        server.close();
        workers.shutdownNow();
    }
}
