package io.jenkins.plugins.runpod.engine.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
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
}
