package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.testing.Patience;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Plain kubectl runs commands and copies files in the embedded cluster, where the machine has one. */
@WithCluster
@EnabledIf("hasKubectl")
class KubectlExecTest {
    private static final String POD = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"files","namespace":"default"},"spec":{"containers":[
            {"name":"main","image":"busybox:1","command":["sleep","600"]}]}}
            """;

    private EmbeddedCluster cluster;

    @TempDir
    Path folder;

    static boolean hasKubectl() {
        return kubectl().isPresent();
    }

    private static Optional<Path> kubectl() {
        return Stream.concat(
                        Stream.of("/var/cache/run-pod-testbed/bin"),
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")))
                .map(each -> Path.of(each, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @BeforeEach
    void startPod() throws Exception {
        Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
        Files.writeString(folder.resolve("pod.json"), POD);
        assertThat(run("create", "-f", folder.resolve("pod.json").toString()).code())
                .isZero();
        await().until(() -> run("get", "pod", "files", "-o", "jsonpath={.status.phase}")
                .out()
                .equals("Running"));
    }

    @Test
    void aCommandHasItsOutputsItsInputAndItsExitCode() throws Exception {
        Files.writeString(folder.resolve("input"), "one\ntwo\n");

        Ended ended =
                run(folder.resolve("input"), "exec", "-i", "files", "--", "sh", "-c", "cat; echo error >&2; exit 7");

        assertThat(ended.out()).isEqualTo("one\ntwo\n");
        assertThat(ended.err()).startsWith("error\n").contains("command terminated with exit code 7");
        assertThat(ended.code()).isEqualTo(7);
    }

    @Test
    void aFileIsCopiedInAndOutByteForByte() throws Exception {
        byte[] content = new byte[5_000_001];
        new Random(1).nextBytes(content);
        Files.write(folder.resolve("there"), content);
        String remote = folder.resolve("remote").toString();

        assertThat(run("cp", folder.resolve("there").toString(), "files:" + remote))
                .satisfies(ended -> assertThat(ended.code()).as(ended.err()).isZero());
        assertThat(Path.of(remote)).hasBinaryContent(content);
        assertThat(run("cp", "files:" + remote, folder.resolve("back").toString()))
                .satisfies(ended -> assertThat(ended.code()).as(ended.err()).isZero());

        assertThat(folder.resolve("back")).hasBinaryContent(content);
    }

    @Test
    void aProgramThatIsNotThereIsToldInTheWordsOfTheRuntime() throws Exception {
        Ended ended = run("exec", "files", "--", "no-such-program");

        assertThat(ended.code()).isNotZero();
        assertThat(ended.err()).contains("exec: \"no-such-program\": executable file not found in $PATH");
    }

    private record Ended(int code, String out, String err) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        return run(Path.of("/dev/null"), arguments);
    }

    /** Over WebSockets and nothing else: the embedded cluster would refuse SPDY. */
    private Ended run(Path input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                kubectl().orElseThrow().toString(),
                "--kubeconfig",
                folder.resolve("kubeconfig").toString(),
                "--cache-dir",
                folder.resolve("cache").toString()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile(folder, "stderr", "");
        Process process = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectError(errors.toFile())
                .start();
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(Patience.HANG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            return new Ended(process.exitValue(), text, Files.readString(errors));
        } finally {
            process.destroyForcibly();
        }
    }
}
