package io.jenkins.plugins.runpod.engine.faults;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Underway;
import io.jenkins.plugins.runpod.engine.FileTaskStore;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskEngine;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.TaskDefinition;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.admission.CreateDamping;
import io.jenkins.plugins.runpod.engine.admission.RegistryDamping;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.file.AtomicFile;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.kube.client.KubeClients;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.log.FileMedium;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.secret.SecretSource;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One life of a controller: the real engine with its threads, its connections over HTTP to an embedded cluster, and its tasks in a
 * folder, where the next life finds them.
 */
final class Controller implements AutoCloseable {
    static final int WORKERS = 16;
    private static final String NAME = "faults";

    private final Path folder;
    private final ExecutorService threads;
    private final Underway work = new Underway();
    private final EngineTime time;
    private final SharedCluster cluster;
    private final PodTaskEngine engine;
    private final Admission creates = Admission.both(new CreateDamping(), new RegistryDamping());

    /** What a test may choose. */
    static final class Options {
        private int speed = 1;
        private ClusterSettings settings = ClusterSettings.of(PodLabels.selector(NAME));
        private Optional<Supplier<Config>> access = Optional.empty();

        /** How much faster time passes for the engine, at most. */
        Options speed(int times) {
            speed = times;
            return this;
        }

        Options requestsPerSecond(int most) {
            settings = new ClusterSettings(PodLabels.selector(NAME), most, 2 * most, Duration.ofSeconds(30));
            return this;
        }

        Options access(Supplier<Config> credential) {
            access = Optional.of(credential);
            return this;
        }

        Controller start(EmbeddedCluster cluster, Path folder) {
            return new Controller(cluster, folder, this);
        }
    }

    static Options with() {
        return new Options();
    }

    private Controller(EmbeddedCluster embedded, Path folder, Options options) {
        this.folder = folder;
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(WORKERS, task -> {
            Thread thread = new Thread(task, "run-pod-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        time = new EngineTime(options.speed, embedded::catchUp, this::work, work);
        cluster = new KubeClients(this::work, time)
                .acquire(
                        embedded,
                        options.access.orElse(() -> Config.fromKubeconfig(embedded.kubeconfig())),
                        options.settings,
                        backlog -> {});
        engine = new PodTaskEngine(time, time, this::work);
    }

    private void work(Runnable task) {
        Runnable end = work.begin();
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    end.run();
                }
            });
        } catch (RejectedExecutionException e) {
            end.run();
            throw e;
        }
    }

    EngineTime time() {
        return time;
    }

    /** Requests sent so far. */
    long requests() {
        return cluster.requests().total();
    }

    Run run(String id, TaskParameters parameters) {
        return run(id, parameters, new Told());
    }

    Run run(String id, TaskParameters parameters, Told told) {
        return run(id, parameters, told, FileExchange.none());
    }

    /** The threads of this life. */
    Executor threads() {
        return this::work;
    }

    Run run(String id, TaskParameters parameters, Told told, FileExchange files) {
        return run(id, parameters, told, files, SecretSource.none());
    }

    Run run(String id, TaskParameters parameters, Told told, FileExchange files, SecretSource secrets) {
        try {
            PodTask task = new PodTask(
                    new TaskId(NAME, id),
                    TaskSpecification.of(parameters, "default", TaskPolicy.standard()),
                    Map.of(),
                    secrets);
            Path log = folder.resolve(id + ".log");
            FileMedium medium = new FileMedium(log);
            TaskMedia media = new TaskMedia(medium, Optional.empty(), Optional.of(told.lines::add));
            told.settled.thenRun(() -> close(medium));
            FileTaskStore store = FileTaskStore.plain(
                    AtomicFile.at(folder.resolve(id + ".json")), new TaskDefinition(task.specification(), Map.of()));
            TaskHandle handle = engine.run(task, cluster, creates, store, media, files, told);
            return new Run(handle, told, log);
        } catch (InvalidParameters e) {
            throw new IllegalArgumentException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(FileMedium medium) {
        try {
            medium.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        engine.close();
        cluster.close();
        time.close();
        threads.shutdownNow();
        try {
            threads.awaitTermination(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A task as this life sees it. */
    record Run(TaskHandle handle, Told told, Path logFile) {
        TaskResult result() {
            return told.result
                    .orTimeout(Patience.HANG.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }

        void awaitSettled() {
            told.settled.orTimeout(Patience.HANG.toSeconds(), TimeUnit.SECONDS).join();
        }

        String podName() {
            return handle.task().podName(1);
        }

        List<String> log() {
            try {
                return Files.readAllLines(logFile);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<String> status() {
            return told.lines;
        }
    }

    /** What a task told. */
    static final class Told implements PodTaskListener {
        final CompletableFuture<TaskResult> result = new CompletableFuture<>();
        final CompletableFuture<Void> settled = new CompletableFuture<>();
        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void finished(TaskResult ended) {
            if (!result.complete(ended) && !result.join().equals(ended)) {
                lines.add("TWO RESULTS: " + result.join() + " and " + ended);
            }
        }

        @Override
        public void settled() {
            settled.complete(null);
        }

        @Override
        public void unreadable(IOException why) {
            result.completeExceptionally(why);
        }
    }
}
