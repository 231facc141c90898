package io.jenkins.plugins.runpod.engine.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.cluster.PullFailure;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.spec.ImageMirrors;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Pods of one task that differ, over HTTP. Time passes faster for the engine. */
@Execution(ExecutionMode.CONCURRENT)
@WithCluster
class PodVariantsTest {
    private static final int HIGH_SPEED = 20;

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;

    private Controller controller() {
        return Controller.with().speed(HIGH_SPEED).start(cluster, folder);
    }

    private static TaskParameters growing() {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app:1";
        parameters.limits = Map.of("memory", "1Gi");
        parameters.retryOn = List.of("oomKilled");
        parameters.onRetry = Map.of("memory", "x2", "maxMemory", "4Gi");
        return parameters;
    }

    private static boolean has(ObjectNode pod, String memory) {
        return pod.at("/spec/containers/0/resources/limits/memory").asText().equals(memory);
    }

    @Test
    void aTaskThatIsKilledForItsMemoryGrowsUntilItHasEnough() {
        cluster.script(PodScript.matching(pod -> has(pod, "4Gi")).exit(0));
        cluster.script(PodScript.matching(pod -> !has(pod, "4Gi")).oomKilled());
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", growing());
            TaskResult result = run.result();
            assertThat(result.verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(result.attempt()).isEqualTo(3);
            assertThat(run.status())
                    .anyMatch(line -> line.startsWith("Attempt 2 of 3: pod ")
                            && line.endsWith(", with memory 2Gi instead of 1Gi."))
                    .anyMatch(line -> line.startsWith("Attempt 3 of 3: pod ")
                            && line.endsWith(", with memory 4Gi instead of 1Gi."));
            run.awaitSettled();
        }
    }

    @Test
    void aControllerThatComesBackKnowsThePodThatItCreatedLarger() {
        cluster.script(PodScript.matching(pod -> has(pod, "1Gi")).oomKilled());
        cluster.script(PodScript.matching(pod -> has(pod, "2Gi")).exit(0));
        AtomicInteger creates = new AtomicInteger();
        cluster.faults()
                .on(request -> request.what().equals("create pods") && creates.incrementAndGet() == 2)
                .loseReply();
        try (Controller controller = controller()) {
            controller.run("task", growing());
            await().until(() -> cluster.requests().count("create pods") == 2);
        }
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", growing());
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(run.result().attempt()).isEqualTo(2);
            run.awaitSettled();
        }
    }

    // --- mirrors -------------------------------------------------------------------------------------------------

    private static TaskParameters mirrored() {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app:1";
        parameters.mirrors = new ImageMirrors(Map.of("docker.io", "mirror.example/hub"), false);
        parameters.attempts = 1;
        parameters.rateLimitTimeout = "5m";
        return parameters;
    }

    private PodScript ownRegistry() {
        return PodScript.forImage("app:1");
    }

    private PodScript mirror() {
        return PodScript.forImage("mirror.example/hub/library/app:1");
    }

    @Test
    void aRegistryThatLimitsIsLeftForItsMirrorAtNoAttempt() {
        cluster.script(ownRegistry().rateLimited(1000));
        cluster.script(mirror().exit(0));
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", mirrored());
            TaskResult result = run.result();
            assertThat(result.verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(result.attempt()).isEqualTo(1);
            assertThat(run.status())
                    .contains(
                            "Registry docker.io limits pulls. run-pod gives up the pod to pull from mirror.example/hub."
                                    + " Nothing of the pod ran, so this costs no attempt.")
                    .anyMatch(line -> line.endsWith(", with images from mirror.example/hub."));
            assertThat(cluster.requests().count("create pods")).isEqualTo(2);

            Controller.Run next = controller.run("next", mirrored());
            assertThat(next.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(next.status())
                    .contains(
                            "Registry docker.io limits pulls at present. run-pod pulls its images from their mirror.");
            assertThat(cluster.requests().count("create pods")).isEqualTo(3);
            run.awaitSettled();
            next.awaitSettled();
        }
    }

    @Test
    void aMirrorThatLacksTheImageLeadsBackOnceAndForGood() {
        cluster.script(PodScript.forLabel(PodLabels.ATTEMPT, "1").rateLimited(1000));
        cluster.script(PodScript.forLabel(PodLabels.ATTEMPT, "3").rateLimited(2).exit(0));
        cluster.script(mirror().pullFails(PullFailure.notFound()));
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", mirrored());
            TaskResult result = run.result();
            assertThat(result.verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(result.attempt()).isEqualTo(1);
            assertThat(run.status())
                    .anyMatch(line -> line.startsWith(
                            "The mirror does not give the image mirror.example/hub/library/app:1 (ImageNotFound"));
            assertThat(cluster.requests().count("create pods")).isEqualTo(3);
            run.awaitSettled();
        }
    }

    @Test
    void aMirrorThatLimitsTooIsWaitedFor() {
        cluster.script(ownRegistry().rateLimited(1000));
        cluster.script(mirror().rateLimited(2).exit(0));
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", mirrored());
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(cluster.requests().count("create pods")).isEqualTo(2);
            run.awaitSettled();
        }
    }

    @Test
    void aPodOfWhichAContainerRanIsNotLeft() {
        TaskParameters parameters = mirrored();
        parameters.yaml = "spec: {initContainers: [{name: first, image: quay.io/x}], containers: [{name: main}]}";
        cluster.script(
                ownRegistry().in("first").exit(0).in("main").rateLimited(2).exit(0));
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", parameters);
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(cluster.requests().count("create pods")).isEqualTo(1);
            run.awaitSettled();
        }
    }

    @Test
    void theLimitOfTheNodeIsNoReasonToLeave() {
        cluster.script(
                PodScript.forAll().pullFails(2, PullFailure.qpsExceeded()).exit(0));
        try (Controller controller = controller()) {
            Controller.Run run = controller.run("task", mirrored());
            assertThat(run.result().verdict()).isEqualTo(Verdict.SUCCEEDED);
            assertThat(cluster.requests().count("create pods")).isEqualTo(1);
            run.awaitSettled();
        }
    }
}
