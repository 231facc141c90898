package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One task with files, whose controller is killed in the middle of each transfer and after each step of it that is saved. */
@Tag("faults")
@WithCluster
class FilesCrashTest {
    private static final String EXEC = "get pods/exec";
    private static final int BYTES_A_SECOND = 1 << 20;
    private static final int LENGTH = 3 << 20;

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;
    private Path input;
    private Path outputs;
    private Path gate;
    private List<String> command;

    @BeforeEach
    void prepare() throws IOException {
        byte[] content = new byte[LENGTH];
        new Random(1).nextBytes(content);
        input = Files.createDirectory(folder.resolve("input"));
        Files.write(input.resolve("sources.bin"), content);
        outputs = folder.resolve("outputs");
        gate = folder.resolve("gate");
        Path kubeconfig = folder.resolve("kubeconfig");
        cluster.writeKubeconfig(kubeconfig);
        cluster.script(PodScript.forImage("builds:1").runsCommand());
        command = List.of(
                "run",
                "--id",
                "files",
                "--kubeconfig",
                kubeconfig.toString(),
                "--state-dir",
                folder.resolve("state").toString(),
                "--image",
                "builds:1",
                "--input",
                input.toString(),
                "--output",
                "built/**",
                "--output-dir",
                outputs.toString(),
                "--",
                "sh",
                "-c",
                "echo started >>" + folder.resolve("starts") + "; until [ -e " + gate + " ]; do sleep 0.1; done;"
                        + " mkdir built && cat sources.bin sources.bin >built/twice.bin");
    }

    @Test
    void filesArriveWholeAndOnceAlthoughTheControllerIsKilledAtEachStep() throws Exception {
        killedWhileSending();
        killedWhen(this::isDelivered);
        Files.createFile(gate);
        killedWhileTaking();
        killedBeforeTheHandOver();
        try (CommandLineProcess last = CommandLineProcess.start(folder, command)) {
            assertThat(last.status()).as(last.err()).isZero();
        }
        byte[] sources = Files.readAllBytes(input.resolve("sources.bin"));
        assertThat(Files.readAllBytes(outputs.resolve("built/twice.bin")))
                .hasSize(2 * LENGTH)
                .startsWith(sources)
                .endsWith(sources);
        assertThat(Files.readAllLines(folder.resolve("starts"))).containsExactly("started");
        assertThat(cluster.store().list(Resource.PODS, "", pod -> true).items()).isEmpty();
        assertThat(archive()).isEmpty();
    }

    /** If the first process had sent everything, the pod goes on while there is none. Then the next one finds a container that runs. */
    private boolean isDelivered() {
        return saved().path("delivered").asBoolean() || Files.exists(folder.resolve("starts"));
    }

    /** The first command in the pod brings the only part. */
    private void killedWhileSending() {
        AtomicInteger commands = countedAndSlow();
        killedWhen(() -> commands.get() >= 1);
        assertThat(saved().path("delivered").asBoolean()).isFalse();
        cluster.faults().clear();
    }

    /** How many commands in the pod have begun. They are slow. */
    private AtomicInteger countedAndSlow() {
        AtomicInteger commands = new AtomicInteger();
        cluster.faults()
                .on(request -> request.what().equals(EXEC) && commands.incrementAndGet() > 0)
                .throttle(BYTES_A_SECOND);
        return commands;
    }

    private void killedWhileTaking() {
        cluster.faults().on(EXEC).throttle(BYTES_A_SECOND);
        killedWhen(() -> archive().filter(file -> length(file) > 0).isPresent());
        assertThat(archive().map(FilesCrashTest::length).orElseThrow()).isLessThan(2 * LENGTH);
        cluster.faults().clear();
    }

    /** A file has the name of the folder for the outputs, so the hand-over fails and is tried again. */
    private void killedBeforeTheHandOver() throws IOException {
        AtomicInteger commands = countedAndSlow();
        try (CommandLineProcess process = CommandLineProcess.start(folder, command)) {
            await().until(() -> commands.get() >= 1); // its options have been checked
            Files.createFile(outputs);
            cluster.faults().clear();
            await().until(() -> saved().has("taken") || !process.alive());
            assertThat(process.alive()).as(process.err()).isTrue();
            process.signal("KILL");
        }
        assertThat(saved().path("handedOver").asBoolean()).isFalse();
        Files.delete(outputs);
    }

    private void killedWhen(Callable<Boolean> moment) {
        try (CommandLineProcess process = CommandLineProcess.start(folder, command)) {
            await().until(() -> moment.call() || !process.alive());
            assertThat(process.alive()).as(process.err()).isTrue();
            process.signal("KILL");
        }
    }

    /** How far the files are, as the state on the disk says. */
    private JsonNode saved() {
        return find(name -> name.endsWith(".json"))
                .map(file -> {
                    try {
                        return new ObjectMapper().readTree(file.toFile()).at("/state/attempt/files");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse(MissingNode.getInstance());
    }

    /** What has arrived of the outputs. */
    private Optional<Path> archive() {
        return find(name -> name.startsWith("outputs-"));
    }

    private Optional<Path> find(Predicate<String> name) {
        try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
            return files.filter(file -> name.test(file.getFileName().toString()))
                    .findFirst();
        } catch (NoSuchFileException | UncheckedIOException e) {
            return Optional.empty(); // not yet, or just being replaced
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long length(Path file) {
        return file.toFile().length();
    }
}
