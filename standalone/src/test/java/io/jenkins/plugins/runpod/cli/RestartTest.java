package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same {@code --id} and {@code --state-dir} again. */
class RestartTest {
    /** Waits in the middle until the file exists that it is formatted with. */
    private static final String COUNT = "i=0; while [ $i -lt 20 ]; do i=$((i+1)); echo line $i;"
            + " while [ $i -eq 10 ] && [ ! -e %s ]; do sleep 0.1; done; done; exit 7";

    @TempDir
    private Path folder;

    private Bench bench;

    @BeforeEach
    void begin() {
        bench = new Bench(folder);
    }

    @AfterEach
    void end() {
        bench.close();
    }

    private String[] kept(String... more) {
        return Stream.concat(Stream.of("--state-dir", folder.resolve("state").toString()), Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    void aTaskWhoseProcessWasKilledGoesOnWithEveryLineOnce() throws Exception {
        Path log = folder.resolve("log");
        Path goOn = folder.resolve("go-on");
        String[] same = kept("--log-file", log.toString(), "--", "sh", "-c", COUNT.formatted(goOn));
        CommandLineProcess first = bench.start("a", same);
        await().until(() -> Files.exists(log) && Files.readString(log).contains("line 5"));
        first.signal("KILL");
        first.status();
        Files.createFile(goOn);
        InProcess second = bench.run("a", same);

        assertThat(second.status()).isEqualTo(7);
        assertThat(bench.cluster().requests().count("create pods")).isEqualTo(1);
        assertThat(log)
                .hasContent(IntStream.rangeClosed(1, 20)
                        .mapToObj(i -> "line " + i + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void aTaskThatIsOverAnswersWithItsRecordedResultWithoutACluster() throws Exception {
        String[] same = kept("--", "sh", "-c", "exit 9");
        InProcess first = bench.run("a", same);
        bench.cluster().server().stop();
        InProcess second = bench.run("a", same);

        assertThat(second.status()).isEqualTo(9);
        assertThat(second.result()).isEqualTo(first.result());
    }

    @Test
    void aSecondProcessAtTheSameTimeIsRefused() {
        String[] same = kept("--", "sh", "-c", "echo at work; sleep 600");
        bench.start("a", same).awaitOut("at work");
        InProcess second = bench.run("a", same);

        assertThat(second.status()).isEqualTo(2);
        assertThat(second.err()).contains("another process");
    }

    @Test
    void theSameIdWithAnotherPodIsRefused() {
        bench.run("a", kept("--", "true"));
        InProcess second = bench.run("a", kept("--", "false"));

        assertThat(second.status()).isEqualTo(2);
        assertThat(second.err()).contains("another pod");
    }

    @Test
    void anotherIdIsAnotherTask() {
        InProcess first = bench.run("a/b", kept("--", "true"));
        InProcess second = bench.run("a b", kept("--", "true"));

        assertThat(second.result().get("pod")).isNotEqualTo(first.result().get("pod"));
    }

    @Test
    void cleaningUpIsFinishedByTheNextProcess() {
        String[] same = kept(
                "--termination-grace-period",
                "3s",
                "--",
                "sh",
                "-c",
                "trap '' TERM; echo at work; while :; do sleep 1; done");
        CommandLineProcess first = bench.start("a", same);
        first.awaitOut("at work");
        first.signal("TERM");
        first.awaitErr("Cancelled");
        first.signal("KILL");
        first.status();
        InProcess second = bench.run("a", same);

        assertThat(second.status()).isEqualTo(130);
        assertThat(bench.empty()).isTrue();
    }

    @Test
    void anApiServerThatIsNotThereIsWaitedFor() throws Exception {
        bench.cluster().server().stop();
        CommandLineProcess run = bench.start("a", kept("--", "echo", "at last"));
        await().until(() -> Files.exists(folder.resolve("state/task-a/state.json")));
        bench.cluster().server().start();

        assertThat(run.status()).isZero();
    }

    @Test
    void aStateThatCannotBeReadIsNotTakenForANewTask() throws Exception {
        bench.run("a", kept("--", "true"));
        Files.writeString(folder.resolve("state/task-a/state.json"), "{");
        InProcess second = bench.run("a", kept("--", "true"));

        assertThat(second.status()).isEqualTo(2);
        assertThat(second.err()).contains("state.json cannot be read");
    }

    @Test
    void aStateOfANewerVersionIsRefusedAndNothingIsDone() throws Exception {
        bench.run("a", kept("--", "true"));
        edit("{\"format\":", "{\"format\":9");
        long requests = bench.cluster().requests().count("create pods");
        InProcess second = bench.run("a", kept("--", "true"));

        assertThat(second.status()).isEqualTo(2);
        assertThat(second.err())
                .contains("state.json cannot be read: it has format 9")
                .contains("install the newer version again");
        assertThat(bench.cluster().requests().count("create pods")).isEqualTo(requests);
    }

    @Test
    void theSameIdWithOtherOptionsIsRefused() {
        bench.run("a", kept("--run-timeout", "1m", "--", "true"));
        InProcess second = bench.run("a", kept("--run-timeout", "2m", "--", "true"));

        assertThat(second.status()).isEqualTo(2);
        assertThat(second.err()).contains("other options");
    }

    @Test
    void aTaskThatAStricterVersionWouldRefuseGoesOn() throws Exception {
        String[] same = kept("--retention", "delete", "--", "sh", "-c", "echo at work; sleep 3; exit 6");
        CommandLineProcess first = bench.start("a", same);
        first.awaitOut("at work");
        first.signal("KILL");
        first.status();
        edit("\"retentionText\":\"delete\"", "\"retentionText\":\"as it was allowed once\"");
        InProcess second = bench.run("a", same);

        assertThat(second.status()).isEqualTo(6);
        assertThat(bench.cluster().requests().count("create pods")).isEqualTo(1);
    }

    @Test
    void onlyTheUserMayReadWhatIsSaved() throws Exception {
        bench.run("a", kept("--env", "PLAIN=perhaps secret", "--", "true"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state())))
                .isEqualTo("rw-------");
    }

    private Path state() {
        return folder.resolve("state/task-a/state.json");
    }

    private void edit(String from, String to) throws IOException {
        String text = Files.readString(state());
        assertThat(text).contains(from);
        Files.writeString(state(), text.replace(from, to));
    }
}
