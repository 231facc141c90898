package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files into a pod and out of it. */
class FilesCommandTest {
    private static final String EXEC = "get pods/exec";
    /** More than passes at once, so that a transfer can be met in its middle. */
    private static final int SIZE = 3 << 20;

    @TempDir
    private Path folder;

    private Bench bench;
    private Path sources;
    private Path target;

    @BeforeEach
    void begin() throws IOException {
        bench = new Bench(folder);
        sources = Files.createDirectories(folder.resolve("sources"));
        target = folder.resolve("target");
    }

    @AfterEach
    void end() {
        bench.close();
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private String[] files(String output, String... more) {
        return Stream.concat(
                        Stream.of(
                                "--input",
                                sources.toString(),
                                "--output",
                                output,
                                "--output-dir",
                                target.toString(),
                                "--state-dir",
                                folder.resolve("state").toString()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private long execs() {
        return bench.cluster().requests().count(EXEC);
    }

    /** The first one asks, and the next ones move something. */
    private void awaitExecs(long number) {
        await().until(() -> execs() >= number);
    }

    private void assertNothingStays() {
        assertThat(folder.resolve("state/task-a/files")).doesNotExist();
        assertThat(bench.empty()).isTrue();
    }

    @Test
    void filesGoInAndComeOut() throws IOException {
        Files.writeString(sources.resolve("name"), "world");
        InProcess run = bench.run(
                "a",
                files("out/**", "--", "sh", "-c", "mkdir -p out/deep; echo hello $(cat name) > out/deep/greeting"));

        assertThat(run.status()).isZero();
        assertThat(target.resolve("out/deep/greeting")).hasContent("hello world\n");
        assertNothingStays();
    }

    @Test
    void withoutAStateTheArchivesAreTemporary() throws IOException {
        Files.writeString(sources.resolve("name"), "world");
        InProcess run = bench.run(
                "a",
                "--input",
                sources.toString(),
                "--output",
                "name",
                "--output-dir",
                target.toString(),
                "--",
                "true");

        assertThat(run.status()).isZero();
        assertThat(target.resolve("name")).hasContent("world");
    }

    @Test
    void filesThatAKilledCommandLeftAreDeletedByTheNextOne() throws IOException {
        assertThat(bench.run("a", files("name", "--", "touch", "name")).status())
                .isZero();
        Path ofAnEnd = Files.createDirectory(folder.resolve("state/task-a/files"));
        Path ofAPacking = Files.createDirectories(folder.resolve("state/task-b/files"));
        Files.writeString(ofAnEnd.resolve("inputs.tar"), "");
        Files.writeString(ofAPacking.resolve("inputs.tar"), "");
        assertThat(bench.run("c", files("name", "--", "touch", "name")).status())
                .isZero();

        assertThat(ofAnEnd).doesNotExist();
        assertThat(ofAPacking).doesNotExist();
    }

    @Test
    void aTaskWithoutItsOutputsFails() {
        InProcess run = bench.run("a", files("none/*", "--", "true"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.result().get("reason").asText()).isEqualTo("OutputsLost");
        assertThat(run.result().get("exitCode").asInt()).isZero();
        assertThat(run.err()).contains("--output none/*");
    }

    @Test
    void aFailedTaskKeepsItsExitCodeAndHandsOverWhatThereIs() {
        InProcess run =
                bench.run("a", files("report", "--output", "jar", "--", "sh", "-c", "echo bad > report; exit 3"));

        assertThat(run.status()).isEqualTo(3);
        assertThat(target.resolve("report")).hasContent("bad\n");
    }

    @Test
    void aCommandThatWasKilledWhileItSentGoesOnWithTheFilesThatItPacked() throws Exception {
        Files.write(sources.resolve("large"), bytes());
        String[] same = files("*", "--", "true");
        bench.cluster().faults().on(EXEC).throttle(500_000);
        CommandLineProcess first = bench.start("a", same);
        awaitExecs(1);
        first.signal("KILL");
        first.status();
        Files.writeString(sources.resolve("later"), "not packed");
        bench.cluster().faults().clear();
        bench.run("other", "--state-dir", folder.resolve("state").toString(), "--dry-run", "--", "true");
        InProcess second = bench.run("a", same);

        assertThat(second.status()).isZero();
        assertThat(target.resolve("large")).hasBinaryContent(bytes());
        assertThat(target.resolve("later")).doesNotExist();
        assertThat(bench.cluster().requests().count("create pods")).isEqualTo(1);
        assertNothingStays();
    }

    @Test
    void aCommandThatWasKilledWhileItCollectedGoesOn() throws Exception {
        Files.write(sources.resolve("large"), bytes());
        Path goOn = folder.resolve("go-on");
        String[] same = files("*", "--", "sh", "-c", "echo at work; while [ ! -e " + goOn + " ]; do sleep 0.1; done");
        CommandLineProcess first = bench.start("a", same);
        first.awaitOut("at work");
        long before = execs();
        bench.cluster().faults().on(EXEC).throttle(500_000);
        Files.createFile(goOn);
        awaitExecs(before + 2);
        first.signal("KILL");
        first.status();
        bench.cluster().faults().clear();
        InProcess second = bench.run("a", same);

        assertThat(second.status()).isZero();
        assertThat(target.resolve("large")).hasBinaryContent(bytes());
        assertNothingStays();
    }

    @Test
    void aSignalEndsATransfer() throws Exception {
        Files.write(sources.resolve("large"), bytes());
        bench.cluster().faults().on(EXEC).throttle(100_000);
        CommandLineProcess run = bench.start("a", files("*", "--", "true"));
        awaitExecs(1);
        run.signal("INT");

        assertThat(run.status()).isEqualTo(130);
        assertThat(target).doesNotExist();
        assertNothingStays();
    }
}
