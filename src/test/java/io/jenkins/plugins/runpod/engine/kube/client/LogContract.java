package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The logs of containers. */
abstract class LogContract extends Contract {
    LogContract(ContractCluster cluster) {
        super(cluster);
    }

    @Test
    void theLogIsWhatWasPrinted() {
        Pod pod = awaitEnd(create(pod("echo one; echo two >&2; echo three")));

        assertThat(log(pod, "").body().lines()).containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    void anEmptyLogIsAnEmptyAnswer() {
        ContractCluster.Answer answer = log(awaitEnd(create(pod("exit 0"))), "?follow=true");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void timestampsHaveNineDigits() {
        Pod pod = awaitEnd(create(pod("echo one")));

        assertThat(log(pod, "?timestamps=true").body())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z one\\n");
    }

    @Test
    void aFollowedLogEndsWithTheContainer() {
        Pod pod = awaitStarted(create(pod("echo one; sleep 2; echo two")));

        assertThat(log(pod, "?follow=true").body()).isEqualTo("one\ntwo\n");
    }

    @Test
    void linesOfAFollowedLogComeWhileTheContainerRuns() {
        Pod pod = awaitRunning(create(pod("i=0; while true; do i=$((i+1)); echo $i; sleep 0.5; done")));

        assertThat(log(pod, "?follow=true&limitBytes=4").body()).isEqualTo("1\n2\n");
        assertThat(status(resource(pod).get()).getState().getRunning()).isNotNull();
        resource(pod).delete();
    }

    @Test
    void textWithoutANewlineComesAtTheEndAsItIs() {
        Pod pod = awaitStarted(create(pod("printf one; sleep 2; printf two")));

        assertThat(log(pod, "?follow=true").body()).isEqualTo("onetwo");
    }

    @Test
    void aVeryLongLineIsOneLineWithOneTime() {
        Pod pod = awaitEnd(create(pod("head -c 40000 /dev/zero | tr '\\0' x; echo; echo end")));

        List<String> lines = log(pod, "?timestamps=true").body().lines().toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).endsWith("x".repeat(40_000)).hasSize(40_000 + 31);
    }

    @Test
    void emptyLinesArePreservedAndCarriageReturnsOnlyInsideOfLines() {
        Pod pod = awaitEnd(create(pod("printf 'a\\r\\n\\n\\nb\\rc\\n'")));

        assertThat(log(pod, "").body()).isEqualTo("a\n\n\nb\rc\n");
    }

    @Test
    void sinceTimeIsCutToWholeSeconds() {
        Pod pod = awaitEnd(create(pod("echo one; sleep 2.1; echo two")));
        List<String> lines = log(pod, "?timestamps=true").body().lines().toList();
        Instant second = Instant.parse(lines.get(1).substring(0, 30));

        assertThat(log(
                                pod,
                                "?sinceTime="
                                        + second.truncatedTo(ChronoUnit.SECONDS).plusMillis(999))
                        .body())
                .isEqualTo("two\n");
        assertThat(log(pod, "?sinceTime=" + second.plusSeconds(1)).body()).isEmpty();
    }

    @Test
    void tailLinesAreTheLastOnes() {
        Pod pod = awaitEnd(create(pod("echo one; echo two; echo three")));

        assertThat(log(pod, "?tailLines=2").body()).isEqualTo("two\nthree\n");
        assertThat(log(pod, "?tailLines=0").body()).isEmpty();
    }

    @Test
    void limitBytesCutsInTheMiddle() {
        Pod pod = awaitEnd(create(pod("echo one; echo two")));

        assertThat(log(pod, "?limitBytes=6").body()).isEqualTo("one\ntw");
    }

    @Test
    void sinceTimeAndSinceSecondsExcludeEachOther() {
        Pod pod = create(homeless());

        JsonNode status =
                log(pod, "?sinceSeconds=1&sinceTime=2020-01-01T00:00:00Z").json();

        assertThat(status.path("code").asInt()).isEqualTo(422);
    }

    @Test
    void aPodWithoutANodeAnswersNoContent() {
        Pod pod = create(homeless());

        assertThat(log(pod, "").status()).isEqualTo(204);
        assertThat(log(pod, "?follow=true").status()).isEqualTo(204);
    }

    @Test
    void aContainerThatWaitsIsABadRequestWithItsReason() {
        Pod pod = create(pod("exit 0")
                .editSpec()
                .editFirstContainer()
                .addNewEnvFrom()
                .withNewSecretRef("nosuch", false)
                .endEnvFrom()
                .endContainer()
                .endSpec());
        awaitPod(
                pod,
                now -> !now.getStatus().getContainerStatuses().isEmpty()
                        && status(now).getState().getWaiting() != null
                        && status(now).getState().getWaiting().getReason().equals("CreateContainerConfigError"));

        JsonNode status = log(pod, "?follow=true").json();

        assertThat(status.path("code").asInt()).isEqualTo(400);
        assertThat(status.path("reason").asText()).isEqualTo("BadRequest");
        assertThat(status.path("message").asText())
                .isEqualTo("container \"main\" in pod \"%s\" is waiting to start: CreateContainerConfigError"
                        .formatted(pod.getMetadata().getName()));
    }

    @Test
    void aContainerThatNeverStartedHasNoLog() {
        Pod pod = awaitEnd(create(pod("").editSpec()
                .editFirstContainer()
                .withCommand("/no/such/program")
                .endContainer()
                .endSpec()));

        assertThat(log(pod, "").body()).isEmpty();
    }

    @Test
    void ofSeveralContainersOneMustBeChosen() {
        Pod pod = create(pod("echo main")
                .editSpec()
                .addNewContainer()
                .withName("other")
                .withImage(cluster.image())
                .withCommand("sh", "-c", "echo other")
                .endContainer()
                .endSpec());
        awaitEnd(pod);

        JsonNode status = log(pod, "").json();

        assertThat(status.path("code").asInt()).isEqualTo(400);
        assertThat(status.path("message").asText())
                .isEqualTo("a container name must be specified for pod %s, choose one of: [main other]"
                        .formatted(pod.getMetadata().getName()));
        assertThat(log(pod, "?container=other").body()).isEqualTo("other\n");
    }

    @Test
    void anUnknownContainerIsABadRequest() {
        Pod pod = create(homeless());

        JsonNode status = log(pod, "?container=nosuch").json();

        assertThat(status.path("code").asInt()).isEqualTo(400);
        assertThat(status.path("message").asText())
                .isEqualTo("container nosuch is not valid for pod "
                        + pod.getMetadata().getName());
    }

    @Test
    void thereIsNoPreviousLogWithoutARestart() {
        Pod pod = awaitEnd(create(pod("echo one")));

        JsonNode status = log(pod, "?previous=true").json();

        assertThat(status.path("code").asInt()).isEqualTo(400);
        assertThat(status.path("message").asText())
                .isEqualTo("previous terminated container \"main\" in pod \"%s\" not found"
                        .formatted(pod.getMetadata().getName()));
    }

    @Test
    void aRestartedContainerHasAPreviousLog() {
        Pod pod = create(pod("echo one; exit 1")
                .editSpec()
                .withRestartPolicy("OnFailure")
                .endSpec());
        awaitPod(
                pod,
                now -> !now.getStatus().getContainerStatuses().isEmpty()
                        && status(now).getRestartCount() > 0
                        && status(now).getLastState().getTerminated() != null);

        // A kubelet that is busy with the restart may answer that it cannot find the log just now.
        await().untilAsserted(
                        () -> assertThat(log(pod, "?previous=true").body()).isEqualTo("one\n"));
        resource(pod).delete();
    }

    @Test
    void manyFollowersAreServedAtOnce() {
        Pod pod = awaitStarted(create(pod("echo one; sleep 2; echo two")));

        List<CompletableFuture<ContractCluster.Answer>> followers = Stream.generate(
                        () -> cluster.getLater(path("/pods/" + pod.getMetadata().getName() + "/log?follow=true")))
                .limit(20)
                .toList();

        assertThat(followers)
                .allSatisfy(
                        each -> assertThat(ContractCluster.answer(each).body()).isEqualTo("one\ntwo\n"));
    }

    private ContractCluster.Answer log(Pod pod, String query) {
        return cluster.get(path("/pods/" + pod.getMetadata().getName() + "/log" + query));
    }
}
