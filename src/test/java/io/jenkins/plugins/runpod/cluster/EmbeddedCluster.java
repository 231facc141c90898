package io.jenkins.plugins.runpod.cluster;

import io.jenkins.plugins.runpod.engine.time.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A Kubernetes cluster in this process: an API server on a loopback port and a node that runs the pods' commands as local
 * processes, or does what scripts say.
 *
 * <pre>{@code
 * try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
 *     cluster.script(PodScript.forImage("app:.*").rateLimited(2).print("hello").exit(0));
 *     cluster.faults().on("create pods").times(1).loseReply();
 *     Config config = Config.fromKubeconfig(cluster.kubeconfig());
 * }
 * }</pre>
 *
 * Safe for use by many threads. {@link #close()} leaves no thread, process or file behind.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private final ClusterStore store;
    private final ScriptedNode node;
    private final FakeApiServer server;
    private final ScheduledThreadPoolExecutor timers;
    private final Clock clock = Clock.systemUTC();
    private final Timer timer;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Optional<String> token = Optional.empty();

    /** What can be chosen before it starts. */
    public static final class Options {
        private int port;
        private Pace pace = Pace.QUICK;
        private KubeletStyle style = KubeletStyle.V1_32;
        private final List<PodScript> scripts = new ArrayList<>();

        private Options() {}

        /** The port to listen on; without it, a free one. */
        public Options port(int number) {
            port = number;
            return this;
        }

        /** How long the node takes; without it, {@link Pace#QUICK}. */
        public Options pace(Pace choice) {
            pace = choice;
            return this;
        }

        /** The kubelet's words; without it, those of 1.32. */
        public Options kubelet(KubeletStyle choice) {
            style = choice;
            return this;
        }

        /**
         * Histories of pods from a file.
         *
         * @throws IllegalArgumentException with everything that is wrong with it
         */
        public Options scenario(Path file) throws IOException {
            scripts.addAll(Scenario.read(file));
            return this;
        }

        /** Starts the cluster. */
        public EmbeddedCluster start() throws IOException {
            return new EmbeddedCluster(this);
        }
    }

    /** A cluster for a test. */
    public static EmbeddedCluster start() {
        try {
            return options().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cluster with choices. */
    public static Options options() {
        return new Options();
    }

    private EmbeddedCluster(Options options) throws IOException {
        timers = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "embedded-cluster-node");
            thread.setDaemon(true);
            return thread;
        });
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer = (delay, task) -> {
            if (timers.isShutdown()) {
                return () -> {};
            }
            Future<?> future = timers.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> future.cancel(false);
        };
        store = new ClusterStore(clock, new Random());
        store.admission(new Quotas(store));
        node = new ScriptedNode(store, clock, timer, new LocalProcesses(clock), options.pace, options.style);
        for (int i = options.scripts.size() - 1; i >= 0; i--) {
            node.script(options.scripts.get(i)); // the latest counts first
        }
        server = new FakeApiServer(store, node, clock, options.port);
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Where the API server listens. */
    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** Adds a script for pods that are yet to be created. */
    public void script(PodScript script) {
        node.script(script);
    }

    /** What goes wrong between clients and the server. */
    public Faults faults() {
        return server.faults();
    }

    /** What clients have asked so far. */
    public FakeRequests requests() {
        return server.requests();
    }

    /** The API server, to stop it and to start it again, and for who may do what. */
    public FakeApiServer server() {
        return server;
    }

    /** From now on Kueue manages pods that name a queue. To be called once. */
    public FakeKueue kueue() {
        return new FakeKueue(store, clock, timer);
    }

    /** The node, to lose it. */
    public ScriptedNode node() {
        return node;
    }

    /** The objects themselves, past the API server. */
    public ClusterStore store() {
        return store;
    }

    /** From now on the server accepts this token only; {@link #kubeconfig()} has it. */
    public void requireToken(String only) {
        token = Optional.of(only);
        server.requireToken(only);
    }

    /** A kubeconfig for this cluster. */
    public String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                current-context: embedded
                clusters:
                - name: embedded
                  cluster:
                    server: %s
                contexts:
                - name: embedded
                  context:
                    cluster: embedded
                    user: embedded
                    namespace: default
                users:
                - name: embedded
                  user:
                    token: %s
                """.formatted(url(), token.orElse("none-needed"));
    }

    /** Writes the kubeconfig; whoever waits for the file finds a whole one. */
    public void writeKubeconfig(Path file) throws IOException {
        Path beside = file.toAbsolutePath().resolveSibling(file.getFileName() + ".part");
        Files.write(beside, kubeconfig().getBytes(StandardCharsets.UTF_8));
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Waits until the node has done all that is due now, and the server has answered the requests that it works on now. It does not
     * wait for streams and for requests that a fault holds back.
     */
    public void catchUp() throws InterruptedException {
        CountDownLatch passed = new CountDownLatch(1);
        try {
            timers.execute(passed::countDown);
            passed.await();
        } catch (RejectedExecutionException e) {
            return; // closed
        }
        server.underway().awaitEnd();
    }

    /** Idempotent. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            timers.shutdownNow();
            node.close();
        }
    }
}
