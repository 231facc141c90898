package io.jenkins.plugins.runpod.bench;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.TaskFile;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The engine follows pods. */
final class Ours {
    private final Options options;
    private final Driver driver;
    private final boolean again;
    private final int count;
    private final CountDownLatch informed = new CountDownLatch(1);
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger logs = new AtomicInteger();
    private final AtomicInteger over = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();
    private final AtomicLong saves = new AtomicLong();

    Ours(Options options, Driver driver) {
        this.options = options;
        this.driver = driver;
        again = options.values().containsKey("again");
        count = options.number("count", 100);
    }

    /** Starts the tasks of each round, or goes on with them, and waits for commands. */
    void run() throws Exception {
        try (OurEngine engine = new OurEngine(options)) {
            if (!again) {
                start(engine, 0);
                informed.await(); // as in a controller that has run pods before
            }
            driver.tell("empty");
            if (options.values().containsKey("wait")) {
                driver.obey();
            }
            int next = again ? 0 : 1;
            for (int round = 1; round <= options.number("rounds", 1); round++) {
                driver.tell("begin");
                while (next < round * count) {
                    start(engine, next++);
                }
                driver.obey();
            }
            // The server's count is the one that matters; this tells which of its requests were ours.
            for (Verb verb : Verb.values()) {
                System.err.println(verb + " " + engine.cluster().requests().of(verb));
            }
            System.err.println("SAVES " + saves);
        }
    }

    private void start(OurEngine engine, int number) throws InvalidParameters, IOException {
        Path folder = Files.createDirectories(options.path("state").resolve("task-" + number)); // as each build has one
        Moments moments = new Moments(this::seen, () -> tellAll(logs, "logs"), saves);
        Optional<TaskSpecification> saved = again ? saved(folder) : Optional.empty();
        TaskSpecification specification = saved.isPresent() ? saved.get() : specification(number);
        TaskId id = new TaskId(OurEngine.CONTROLLER, options.text("prefix", "t") + number);
        engine.run(new PodTask(id, specification, Map.of()), folder, moments, new Listener(number, moments));
    }

    private void seen() {
        informed.countDown();
        tellAll(seen, "seen");
    }

    /** Tells that it has happened to all tasks of a round. The next one begins later. */
    private void tellAll(AtomicInteger counter, String event) {
        if (counter.incrementAndGet() % count == 0) {
            driver.tell(event);
        }
    }

    /** As in the plugin, which reads no parameters again. Empty for a task that has not begun. */
    private static Optional<TaskSpecification> saved(Path folder) throws IOException {
        Optional<TaskFile> file = TaskFile.read(OurEngine.state(folder));
        return file.isEmpty() ? Optional.empty() : Optional.of(file.get().definition().specification());
    }

    private TaskSpecification specification(int number) throws InvalidParameters {
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
        return TaskSpecification.of(parameters, "bench", TaskPolicy.standard());
    }

    private final class Listener implements PodTaskListener {
        private final int number;
        private final Moments moments;

        Listener(int number, Moments moments) {
            this.number = number;
            this.moments = moments;
        }

        @Override
        public void finished(TaskResult result) {
            driver.finished(result.pod(), result.verdict().toString() + moments);
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
    }
}
