package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.kube.access.ServerAddress;
import io.jenkins.plugins.runpod.engine.kube.http2.Http2Server;
import io.jenkins.plugins.runpod.engine.kube.http2.Keys;
import io.jenkins.plugins.runpod.engine.time.Lanes;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A client of a server that speaks HTTP/2. Time passes as a test says. */
final class Http2Fixture implements AutoCloseable {
    private static final int WORKERS = 4;

    final Http2Server server;
    final HandTimer timer = new HandTimer();
    final KubeClients clients;
    final SharedCluster cluster;
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    private final ExecutorService watches = Executors.newFixedThreadPool(2);
    private final ExecutorService outside = Executors.newFixedThreadPool(2);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong ahead = new AtomicLong();

    Http2Fixture(Http2Server.Script script) throws Exception {
        server = new Http2Server(script);
        clients = new KubeClients(
                new KubeThreads(workers, watches, new Lanes(outside, 1), new Lanes(outside, 4)),
                timer,
                StreamTiming.DEFAULT,
                Duration.ofMillis(50),
                () -> System.nanoTime() + ahead.get());
        ServerAddress access = new ServerAddress(
                server.url(),
                Optional.of(Keys.certificate(Keys.ofServer())),
                false,
                Optional.empty(),
                new ServerAddress.Anonymous());
        cluster = clients.acquire("test", access, ClusterFixture.SETTINGS, waits -> {});
    }

    Kube kube() {
        return cluster.kube();
    }

    /** Nothing came meanwhile. What is due after so long, or sooner, happens. */
    void passes(Duration time) {
        ahead.addAndGet(time.toNanos());
        timer.timePasses(time);
    }

    /** Nothing runs on them from now on. */
    void endWorkers() {
        workers.shutdownNow();
    }

    /** They are at work on something else until the end. */
    void occupyWorkers() {
        for (int i = 0; i < WORKERS; i++) {
            workers.execute(() -> {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    /** Runs what is due at once, such as the next request in a queue. */
    void turn() {
        timer.timePasses(Duration.ZERO);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        cluster.close();
        server.close();
        workers.shutdownNow();
        watches.shutdownNow();
        outside.shutdownNow();
    }
}
