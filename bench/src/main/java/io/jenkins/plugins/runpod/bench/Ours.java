package io.jenkins.plugins.runpod.bench;

import io.jenkins.plugins.runpod.engine.FileTaskStore;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskEngine;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.TaskDefinition;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.file.AtomicFile;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import io.jenkins.plugins.runpod.engine.kube.access.ClusterAccess;
import io.jenkins.plugins.runpod.engine.kube.access.Kubeconfig;
import io.jenkins.plugins.runpod.engine.kube.client.KubeClients;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.engine.time.ScheduledTimer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The engine as the plugin uses it: 16 threads, a state file and a log file for each task. */
final class Ours {
    private static final String CONTROLLER = "bench";
    private static final int THREADS = 16;

    private final Options options;
    private final Driver driver;
    private final int count;
    private final CountDownLatch informed = new CountDownLatch(1);
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger over = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();

    Ours(Options options, Driver driver) {
        this.options = options;
        this.driver = driver;
        count = options.number("count", 100);
    }

    /** Starts the tasks, or goes on with them, and waits for commands. */
    void run() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "run-pod-worker");
            thread.setDaemon(true);
            return thread;
        });
        int rate = options.number("rate", 50);
        ClusterAccess access = Kubeconfig.file(options.path("kubeconfig"), Optional.empty());
        ClusterSettings settings =
                new ClusterSettings(PodLabels.selector(CONTROLLER), rate, 2 * rate, Duration.ofSeconds(30));
        try (ScheduledTimer timer = new ScheduledTimer(workers);
                SharedCluster cluster = new KubeClients(workers, timer).acquire(access, access, settings, backlog -> {});
                PodTaskEngine engine = new PodTaskEngine(Clock.systemUTC(), timer, workers)) {
            boolean again = options.values().containsKey("again");
            if (!again) {
                start(engine, cluster, 0);
                informed.await(); // as in a controller that has run pods before
            }
            driver.tell("empty");
            if (options.values().containsKey("wait")) {
                driver.obey();
            }
            driver.tell("begin");
            for (int i = again ? 0 : 1; i < count; i++) {
                start(engine, cluster, i);
            }
            driver.obey();
            // The server's count is the one that matters; this tells which of its requests were ours.
            for (Verb verb : Verb.values()) {
                System.err.println(verb + " " + cluster.requests().of(verb));
            }
        } finally {
            workers.shutdownNow();
        }
    }

    private void start(PodTaskEngine engine, SharedCluster cluster, int number) throws InvalidParameters, IOException {
        Path folder = Files.createDirectories(options.path("state").resolve("task-" + number)); // as each build has one
        PodTask task = task(number);
        FileTaskStore store = FileTaskStore.plain(
                AtomicFile.at(folder.resolve("state.json")), new TaskDefinition(task.specification(), Map.of()));
        LogFile log = new LogFile(folder.resolve("log"));
        engine.run(task, cluster, store, TaskMedia.together(log), new Listener(number));
    }

    private PodTask task(int number) throws InvalidParameters {
        TaskParameters parameters = new TaskParameters();
        parameters.name = "bench";
        parameters.image = "bench";
        parameters.yaml = "spec: {nodeName: node-" + number % 10 + ", containers: [{name: "
                + options.text("container", "quiet") + "}]}";
        if (options.values().containsKey("lasts")) {
            parameters.annotations.put("bench/lasts", options.text("lasts", ""));
        }
        if (options.values().containsKey("hold")) {
            parameters.annotations.put("bench/hold", "yes");
        }
        TaskSpecification specification = TaskSpecification.of(parameters, "bench", TaskPolicy.standard());
        return new PodTask(new TaskId(CONTROLLER, options.text("prefix", "t") + number), specification, Map.of());
    }

    private final class Listener implements PodTaskListener {
        private final int number;
        private boolean shown;

        Listener(int number) {
            this.number = number;
        }

        @Override
        public void changed(TaskView view) {
            if (!shown && view.diagnosis().isPresent()) {
                shown = true;
                informed.countDown();
                tellAll(seen, "seen");
            }
        }

        @Override
        public void finished(TaskResult result) {
            driver.finished(result.pod(), result.verdict().toString());
            tellAll(over, "finished");
        }

        @Override
        public void settled() {
            tellAll(settled, "settled");
        }

        @Override
        public void unreadable(IOException why) {
            driver.tell("unreadable task " + number);
        }

        private void tellAll(AtomicInteger counter, String event) {
            if (counter.incrementAndGet() == count) {
                driver.tell(event);
            }
        }
    }
}
