package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.testing.Patience;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command line as a process that is killed at random moments and started again until it ends.
 *
 * <p>{@code -Dcrash.kills=200} kills more often, {@code -Dcrash.seed=N} repeats a run's dice.
 */
@Tag("faults")
@WithCluster
class CrashTest {
    private static final int KILLS = Integer.getInteger("crash.kills", 8);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final int LINES = 200;
    private static final int MOST_KILLS_OF_ONE = 12;

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;
    private final AtomicInteger pods = new AtomicInteger();
    private Runnable stopCounting;
    private Process process;

    @BeforeEach
    void count() {
        stopCounting = cluster.store().watch(Resource.PODS, OptionalLong.empty(), change -> {
            if (change.before().isEmpty()) {
                pods.incrementAndGet();
            }
        });
    }

    @AfterEach
    void close() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        stopCounting.run();
    }

    /** Waits for a node, then for the registry, then runs for ten seconds, with some lines at once now and then. */
    private static PodScript slowTask(String image, int code) {
        PodScript script = PodScript.forImage(image)
                .unschedulable(Duration.ofMillis(700))
                .rateLimited(3)
                .startsLate(Duration.ofMillis(300));
        for (int line = 0; line < LINES; line++) {
            script.print("line " + line);
            if (line % 5 == 4) {
                script.sleep(Duration.ofMillis(250));
            }
        }
        return script.exit(code);
    }

    @Test
    void aTaskWhoseControllerIsKilledAgainAndAgainHasOnePodItsResultAndEachLineOnce() throws Exception {
        System.out.println("crash: " + KILLS + " kills, -Dcrash.seed=" + SEED);
        Random dice = new Random(SEED);
        Path kubeconfig = folder.resolve("kubeconfig");
        cluster.writeKubeconfig(kubeconfig);
        cluster.script(slowTask("works:1", 0));
        cluster.script(slowTask("fails:1", 3));
        int kills = 0;
        int tasks = 0;
        while (kills < KILLS) {
            boolean fails = dice.nextBoolean();
            List<String> command = command(kubeconfig, "task-" + tasks, fails ? "fails:1" : "works:1");
            int killed = runUntilItEnds(command, dice, Math.min(MOST_KILLS_OF_ONE, KILLS - kills));
            kills += killed;
            tasks++;
            assertThat(process.exitValue())
                    .as("exit status of task %d", tasks - 1)
                    .isEqualTo(fails ? 3 : 0);
            JsonNode result = lastObject();
            assertThat(result.path("exitCode").asInt()).isEqualTo(fails ? 3 : 0);
            assertThat(result.path("attempt").asInt()).isEqualTo(1);
            assertThat(Files.readAllLines(log("task-" + (tasks - 1))))
                    .as("log of task %d after %d kills", tasks - 1, killed)
                    .containsExactlyElementsOf(
                            IntStream.range(0, LINES).mapToObj(n -> "line " + n).toList());
            assertThat(pods.get()).as("pods that ever existed").isEqualTo(tasks);
            assertThat(cluster.store().list(Resource.PODS, "", pod -> true).items())
                    .isEmpty();
        }
        System.out.println("crash: " + kills + " kills, " + tasks + " tasks, " + pods.get() + " pods, " + tasks * LINES
                + " lines, each once; " + cluster.requests().all());
    }

    private int runUntilItEnds(List<String> command, Random dice, int mostKills) throws Exception {
        int killed = 0;
        while (true) {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(false)
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("err").toFile()))
                    .start();
            if (killed == mostKills) {
                assertThat(process.waitFor(Patience.HANG.toSeconds(), TimeUnit.SECONDS))
                        .as("ends; it said %s", said())
                        .isTrue();
                return killed;
            }
            if (livesUntil(dice)) {
                return killed;
            }
            process.destroyForcibly().waitFor();
            killed++;
        }
    }

    /** Whether it has ended by itself before its time was up. */
    private boolean livesUntil(Random dice) throws InterruptedException {
        if (dice.nextInt(10) == 0) {
            return process.waitFor(dice.nextInt(1500), TimeUnit.MILLISECONDS); // perhaps before it has done anything
        }
        long before = cluster.requests().total();
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> cluster.requests().total() > before || !process.isAlive());
        // A kill between a create and its answer costs a minute and a half: then the pod keeps its name so that no
        // second one comes.
        boolean atOnce = KILLS > 20 && dice.nextInt(10) < 3;
        return process.waitFor(dice.nextInt(atOnce ? 60 : 2500), TimeUnit.MILLISECONDS);
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode lastObject() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("out"));
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }

    private Path log(String id) {
        return folder.resolve(id + ".log");
    }

    private List<String> command(Path kubeconfig, String id, String image) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--id",
                id));
        command.addAll(List.of("--kubeconfig", kubeconfig.toString(), "--image", image, "--json"));
        command.addAll(List.of("--state-dir", folder.resolve("state").toString(), "--log-file", log(id).toString()));
        return command;
    }
}
