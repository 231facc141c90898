package io.jenkins.plugins.runpod.engine.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Many tasks at once through an API server that loses, delays, cuts and refuses, is stopped and started, and changes its token.
 *
 * <p>{@code -Dfaults.tasks=1000} runs more, {@code -Dfaults.speed=1} lets the engine's time pass as the cluster's does, {@code
 * -Dfaults.seed=N} repeats a run's dice.
 */
@Tag("faults")
@Isolated("it counts threads")
@WithCluster
class ManyTasksTest {
    private static final int TASKS = Integer.getInteger("faults.tasks", 100);
    private static final long SEED = Long.getLong("faults.seed", System.nanoTime());
    private static final int LINES = 100;
    /** Engine time: a create without an answer is waited for for 90 s before its name is given up. */
    private static final int SPEED = Integer.getInteger("faults.speed", 5);

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;
    private Births births;
    private final ScheduledExecutorService counter = Executors.newSingleThreadScheduledExecutor();

    @BeforeEach
    void countBirths() {
        births = new Births(cluster);
    }

    @AfterEach
    void close() {
        counter.shutdownNow();
        births.close();
    }

    private static PodScript numbered(String image, int code) {
        return lines(PodScript.forImage(image), 0, LINES).exit(code);
    }

    private static PodScript lines(PodScript script, int from, int to) {
        for (int line = from; line < to; line++) {
            script.print("line " + line);
            if (line % 10 == 9) {
                script.sleep(Duration.ofMillis(200));
            }
        }
        return script;
    }

    private static TaskParameters image(String name) {
        TaskParameters parameters = new TaskParameters();
        parameters.image = name;
        return parameters;
    }

    private static String imageOf(int number) {
        return switch (number % 10) {
            case 0 -> "fails:1";
            case 1 -> "limited:1";
            case 2 -> "rotates:1";
            case 3 -> "late:1";
            default -> "works:1";
        };
    }

    @Test
    void everyVerdictIsRightEveryLineIsThereOnceAndNothingIsLeft() throws IOException {
        System.out.println("faults: " + TASKS + " tasks, -Dfaults.seed=" + SEED);
        cluster.script(numbered("works:1", 0));
        cluster.script(numbered("fails:1", 3));
        cluster.script(
                lines(PodScript.forImage("limited:1").rateLimited(2), 0, LINES).exit(0));
        cluster.script(lines(PodScript.forImage("late:1").unschedulable(Duration.ofSeconds(1)), 0, LINES)
                .exit(0));
        cluster.script(lines(lines(PodScript.forImage("rotates:1"), 0, 50).rotateLog(), 50, LINES)
                .exit(0));
        cluster.requireToken("first");
        new Chaos(cluster.faults(), SEED).begin();
        EngineThreads threads = new EngineThreads();
        AtomicInteger mostThreads = new AtomicInteger();
        long began = System.nanoTime();
        try (Controller controller =
                Controller.with().speed(SPEED).requestsPerSecond(200).start(cluster, folder)) {
            List<Controller.Run> runs = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                runs.add(controller.run("task-" + i, image(imageOf(i))));
            }
            counter.scheduleAtFixedRate(
                    () -> mostThreads.accumulateAndGet(threads.count(), Math::max), 0, 200, TimeUnit.MILLISECONDS);
            EngineTime time = controller.time();
            time.schedule(Duration.ofSeconds(10), this::stopServer);
            time.schedule(Duration.ofSeconds(15), this::startServer);
            time.schedule(Duration.ofSeconds(20), () -> cluster.requireToken("second"));
            time.schedule(Duration.ofSeconds(25), this::stopServer);
            time.schedule(Duration.ofSeconds(35), this::startServer);
            for (int i = 0; i < TASKS; i++) {
                assertResult(runs.get(i), imageOf(i));
            }
            long decided = System.nanoTime();
            cluster.faults().clear();
            runs.forEach(Controller.Run::awaitSettled);

            assertThat(Births.present(cluster)).as("pods left").isZero();
            assertThat(births.byName()).hasSize(TASKS);
            assertThat(births.byName().values()).as("pods for each name").containsOnly(1);
            assertThat(mostThreads.get()).as("threads of the engine").isLessThanOrEqualTo(EngineThreads.MOST);
            double perTask = (double) controller.requests() / TASKS;
            System.out.printf(
                    "faults: %d tasks decided in %.1f s, settled in %.1f s, %d requests (%.1f a task), %d threads, %s%n",
                    TASKS,
                    (decided - began) / 1e9,
                    (System.nanoTime() - began) / 1e9,
                    controller.requests(),
                    perTask,
                    mostThreads.get(),
                    cluster.requests().all());
            assertThat(perTask).as("requests for each task").isLessThan(120);
        }
        await().untilAsserted(() -> {
            assertThat(cluster.requests().openWatches()).isZero();
            assertThat(cluster.requests().followedLogs()).isZero();
        });
    }

    private static void assertResult(Controller.Run run, String image) {
        assertThat(run.result().exitCode())
                .as("%s %s", run.result(), run.status())
                .isEqualTo(image.equals("fails:1") ? 3 : 0);
        assertThat(run.result().attempt()).isEqualTo(1);
        assertThat(run.status()).noneMatch(line -> line.startsWith("TWO RESULTS"));
        boolean announced = run.status().stream().anyMatch(line -> line.contains("lines written between"));
        // Of a file that was rotated away before any of it was read nobody can know.
        boolean missed = !run.log().isEmpty() && run.log().get(0).equals("line 50");
        if (image.equals("rotates:1") && (announced || missed)) {
            assertThat(run.log()).as("log with a gap").doesNotHaveDuplicates().isSubsetOf(expected());
        } else {
            assertThat(run.log()).as("%s", run.status()).containsExactlyElementsOf(expected());
        }
    }

    private static List<String> expected() {
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < LINES; line++) {
            lines.add("line " + line);
        }
        return lines;
    }

    private void stopServer() {
        try {
            cluster.server().stop();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void startServer() {
        try {
            cluster.server().start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
