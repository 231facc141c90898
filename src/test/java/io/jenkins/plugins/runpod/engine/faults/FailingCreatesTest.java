package io.jenkins.plugins.runpod.engine.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.cluster.ApiException;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Creates that fail while everything else is answered, over HTTP. Time passes faster for the engine. */
@Execution(ExecutionMode.CONCURRENT)
@WithCluster
class FailingCreatesTest {
    private static final int HIGH_SPEED = 20;
    private static final ApiException WEBHOOK = ApiException.of(
            500,
            "InternalError",
            "Internal error occurred: failed calling webhook \"policy.example.com\": failed to call webhook: Post"
                    + " \"https://policy.default.svc:443/pods?timeout=10s\": dial tcp 10.96.7.7:443: connect: connection"
                    + " refused");

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;

    private Controller controller() {
        return Controller.with().speed(HIGH_SPEED).start(cluster, folder);
    }

    private static TaskParameters within(String scheduleTimeout) {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app:1";
        parameters.scheduleTimeout = scheduleTimeout;
        return parameters;
    }

    private static void awaitStatus(Controller.Run run, String part) {
        await().pollInterval(Duration.ofMillis(20))
                .until(() -> run.status().stream().anyMatch(line -> line.contains(part)));
    }

    @Test
    void aWebhookThatFailsIsToldAndEndsWithTheScheduleBudget() {
        cluster.faults().on("create pods").answer(WEBHOOK);
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", within("2m"));
            TaskResult result = run.result();
            assertThat(result.verdict()).isEqualTo(Verdict.NEVER_STARTED);
            assertThat(result.reason()).isEqualTo("ScheduleTimeout");
            assertThat(result.message()).contains("policy.example.com");
            assertThat(run.status())
                    .anyMatch(line -> line.contains("CreateFails") && line.contains("connection refused"));
            assertThat(cluster.requests().count("create pods")).isLessThan(14);
            run.awaitSettled();
        }
    }

    @Test
    void aSecondTaskWaitsAsTheFirstDoesAndBothGoOn() {
        cluster.script(PodScript.forAll().exit(0));
        cluster.faults().on("create pods").answer(WEBHOOK);
        try (Controller controller = controller()) {
            Controller.Run first = controller.run("first", within("1h"));
            awaitStatus(first, "CreateFails");
            Controller.Run second = controller.run("second", within("1h"));
            awaitStatus(second, "CreateFails");
            cluster.faults().clear();
            assertThat(first.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(second.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
        }
    }

    @Test
    void aGatewayThatAnswersForACreateThatWasExecutedMakesOnePod() {
        cluster.script(PodScript.forAll().exit(0));
        cluster.faults().on("create pods").times(3).answer(502);
        cluster.faults().on("create pods").times(1).loseReply();
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", within("15m"));
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(run.result().attempt()).isEqualTo(1);
            assertThat(cluster.requests().count("create pods")).isEqualTo(4);
        }
    }

    @Test
    void aDeletionThatFailsIsToldAndRepeatedLessAndLessOften() {
        cluster.script(PodScript.forAll().runsForever());
        cluster.faults().on("delete pods").times(8).answer(500);
        try (Controller controller = controller()) {
            TaskParameters parameters = within("15m");
            parameters.runTimeout = "10s";
            Controller.Run run = controller.run("task", parameters);
            assertThat(run.result().reason()).isEqualTo("RunTimeout");
            awaitStatus(run, "does not carry out a deletion");
            run.awaitSettled();
            assertThat(cluster.requests().count("delete pods")).isEqualTo(9);
        }
    }
}
