package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.cluster.PullFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run-pod run} prints and how it ends. */
class RunCommandTest {
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

    @Test
    void thePodsLogStandsOnStandardOutput() {
        InProcess run = bench.run("a", "--", "sh", "-c", "echo one; echo two");

        assertThat(run.out()).startsWith("one\ntwo\n{");
    }

    @Test
    void aTaskThatSucceedsEndsWith0() {
        assertThat(bench.run("a", "--", "true").status()).isZero();
    }

    @Test
    void theExitStatusIsTheTasksExitCode() {
        assertThat(bench.run("a", "--", "sh", "-c", "exit 3").status()).isEqualTo(3);
    }

    @Test
    void aTaskThatNeverRanEndsWith125() {
        bench.cluster().script(PodScript.forAll().pullFails(PullFailure.unauthorized()));

        assertThat(bench.run("a").status()).isEqualTo(125);
    }

    @Test
    void aTaskWhoseOutcomeIsUnknownEndsWith125() {
        bench.cluster().script(PodScript.forAll().print("at work").deletedBySomebody());

        assertThat(bench.run("a").status()).isEqualTo(125);
    }

    @Test
    void aBudgetThatIsUsedUpEndsWith124() {
        bench.cluster().script(PodScript.forAll().unschedulable(PodScript.FOREVER));

        assertThat(bench.run("a", "--schedule-timeout", "1s").status()).isEqualTo(124);
    }

    @Test
    void aTaskThatRunsTooLongEndsWith124() {
        assertThat(bench.run("a", "--run-timeout", "1s", "--", "sleep", "600").status())
                .isEqualTo(124);
    }

    @Test
    void theResultAsJsonHasEveryFieldOfTheContract() {
        JsonNode result = bench.run("a", "--", "sh", "-c", "echo '{\"a\": 1}' > /dev/termination-log; exit 4")
                .result();

        assertThat(result.get("verdict").asText()).isEqualTo("TASK_FAILED");
        assertThat(result.get("exitCode").asInt()).isEqualTo(4);
        assertThat(result.get("terminationMessage").asText()).isEqualTo("{\"a\": 1}\n");
        assertThat(result.get("output").get("a").asInt()).isEqualTo(1);
        assertThat(result.get("node").asText()).isEqualTo("embedded-node");
        assertThat(result.fieldNames())
                .toIterable()
                .contains(
                        "reason",
                        "message",
                        "remedy",
                        "pod",
                        "namespace",
                        "uid",
                        "attempt",
                        "causes",
                        "startedAt",
                        "finishedAt");
    }

    @Test
    void theCausesOfWaitingStandInTheResult() {
        bench.cluster().script(PodScript.forAll().rateLimited(2).exit(0));
        JsonNode result = bench.run("a").result();

        assertThat(result.get("causes"))
                .anySatisfy(cause -> assertThat(cause.get("class").asText()).isEqualTo("RATE_LIMITED"));
    }

    @Test
    void theJsonHasALineOfItsOwnAfterALogWithoutNewline() {
        assertThat(bench.run("a", "--", "printf", "end").out()).startsWith("end\n{");
    }

    @Test
    void theLogIsAppendedToAFileAndNotPrinted() throws Exception {
        Path log = folder.resolve("log");
        Files.writeString(log, "earlier\n");
        InProcess run = bench.run("a", "--log-file", log.toString(), "--", "echo", "hello");

        assertThat(log).hasContent("earlier\nhello\n");
        assertThat(run.out()).startsWith("{");
    }

    @Test
    void theOptionsReachThePod() {
        InProcess run = bench.run(
                "a", "--env", "A=1", "--env", "B=x=y", "--entrypoint", "sh", "--args=-c", "--args", "echo $A $B");

        assertThat(run.out()).startsWith("1 x=y\n");
    }

    @Test
    void aPodCanComeAsYaml() throws Exception {
        Path yaml = folder.resolve("pod.yaml");
        Files.writeString(yaml, """
                kind: Pod
                spec:
                  containers:
                  - name: main
                    image: other
                    command: [echo, from YAML]
                """);

        assertThat(bench.run("a", "--yaml", yaml.toString()).out()).startsWith("from YAML\n");
    }

    @Test
    void thePodIsGoneWhenTheProcessEnds() {
        bench.run("a", "--", "true");

        assertThat(bench.cluster().requests().count("create pods")).isEqualTo(1);
        assertThat(bench.empty()).isTrue();
    }

    @Test
    void aPodThatIsToBeKeptIsKept() {
        bench.run("a", "--retention", "keepFailed", "--", "false");

        assertThat(bench.empty()).isFalse();
    }

    @Test
    void theSameIdTwiceAtOnceIsOnePod() throws Exception {
        Path goOn = folder.resolve("go-on");
        String[] same = {"--", "sh", "-c", "echo once; while [ ! -e " + goOn + " ]; do sleep 0.1; done"};
        CommandLineProcess first = bench.start("twin", same);
        CommandLineProcess second = bench.start("twin", same);
        first.awaitOut("once");
        second.awaitOut("once");
        Files.createFile(goOn);
        first.status();
        second.status();

        assertThat(first.result().get("uid")).isEqualTo(second.result().get("uid"));
    }
}
