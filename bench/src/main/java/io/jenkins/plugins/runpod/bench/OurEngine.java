package io.jenkins.plugins.runpod.bench;

import io.jenkins.plugins.runpod.engine.FileTaskStore;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskEngine;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.TaskDefinition;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.Threads;
import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.file.AtomicFile;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.kube.access.ClusterAccess;
import io.jenkins.plugins.runpod.engine.kube.access.Kubeconfig;
import io.jenkins.plugins.runpod.engine.kube.client.KubeClients;
import io.jenkins.plugins.runpod.engine.kube.client.KubeThreads;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.time.Lanes;
import io.jenkins.plugins.runpod.engine.time.ScheduledTimer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The engine as the plugin uses it, with its threads, a state file and a log file for each task. */
final class OurEngine implements AutoCloseable {
    static final String CONTROLLER = "bench";
    private final ExecutorService workers = pool("run-pod-worker", Threads.ofTurns());
    private final ExecutorService watches = pool("run-pod-watch", Threads.OF_WATCHES);
    /** Credentials and host names, which wait for no task in the plugin either. */
    private final ExecutorService outside = pool("run-pod-cluster", 2);
    private final ScheduledTimer timer = new ScheduledTimer(workers);
    private final SharedCluster cluster;
    private final PodTaskEngine engine;
    private final boolean cuttable;

    OurEngine(Options options) throws Exception {
        int rate = options.number("rate", 50);
        ClusterAccess access = Kubeconfig.file(options.path("kubeconfig"), Optional.empty());
        ClusterSettings settings =
                new ClusterSettings(PodLabels.selector(CONTROLLER), rate, 2 * rate, Duration.ofSeconds(30));
        KubeThreads threads = new KubeThreads(workers, watches, new Lanes(outside, 1), new Lanes(outside, 2));
        cluster = new KubeClients(threads, timer).acquire(access, access, settings, backlog -> {});
        cuttable = !options.text("cut", "yes").equals("no");
        engine = new PodTaskEngine(Clock.systemUTC(), timer, workers);
    }

    private static ExecutorService pool(String name, int threads) {
        return Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    SharedCluster cluster() {
        return cluster;
    }

    /** @param folder of the task's state and log, which exists */
    TaskHandle run(PodTask task, Path folder, FileExchange files, PodTaskListener listener) throws IOException {
        return engine.run(task, cluster, Admission.free(), store(task, folder), media(folder), files, listener);
    }

    /** Same, for a task without files whose moments are of interest. */
    TaskHandle run(PodTask task, Path folder, Moments moments, PodTaskListener listener) throws IOException {
        return engine.run(
                task,
                moments.of(cluster),
                Admission.free(),
                moments.of(store(task, folder)),
                media(folder),
                FileExchange.none(),
                listener);
    }

    /** The state file of a task. */
    static Path state(Path folder) {
        return folder.resolve("state.json");
    }

    private static TaskStore store(PodTask task, Path folder) throws IOException {
        return FileTaskStore.plain(AtomicFile.at(state(folder)), new TaskDefinition(task.specification(), Map.of()));
    }

    private TaskMedia media(Path folder) {
        return new TaskMedia(
                new LogFile(folder.resolve("log"), cuttable), Optional.empty(), Optional.empty(), "[run-pod] ");
    }

    @Override
    public void close() {
        engine.close();
        cluster.close();
        timer.close();
        workers.shutdownNow();
        watches.shutdownNow();
        outside.shutdownNow();
    }
}
