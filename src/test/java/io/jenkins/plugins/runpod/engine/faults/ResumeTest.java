package io.jenkins.plugins.runpod.engine.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Many tasks are taken up again by a new process. {@code -Dfaults.resumed=500} resumes more. */
@Tag("faults")
@Isolated("it counts threads")
@WithCluster
class ResumeTest {
    private static final int TASKS = Integer.getInteger("faults.resumed", 150);

    private static final int PAGE = 500;

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;

    private static TaskParameters parameters() {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "app:1";
        return parameters;
    }

    private static List<Controller.Run> runAll(Controller controller) {
        List<Controller.Run> runs = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            runs.add(controller.run("task-" + i, parameters()));
        }
        return runs;
    }

    private static boolean isRunning(Controller.Run run) {
        return run.handle()
                .view()
                .flatMap(view -> view.diagnosis())
                .filter(d -> d.verdict() == Verdict.RUNNING)
                .isPresent();
    }

    private static void awaitAll(List<Controller.Run> runs) {
        await().pollInterval(Duration.ofMillis(50)).until(() -> runs.stream().allMatch(ResumeTest::isRunning));
    }

    @Test
    void allTasksAreTakenUpAgainWithOneListAndNoThreadEach() {
        cluster.script(PodScript.forAll().print("one").runsForever());
        try (Controller first = Controller.with().requestsPerSecond(500).start(cluster, folder)) {
            awaitAll(runAll(first));
        }
        await().until(() ->
                cluster.requests().openWatches() == 0 && cluster.requests().followedLogs() == 0);
        cluster.requests().reset();

        EngineThreads threads = new EngineThreads();
        long began = System.nanoTime();
        try (Controller second = Controller.with().start(cluster, folder)) {
            List<Controller.Run> runs = runAll(second);
            awaitAll(runs);
            double known = (System.nanoTime() - began) / 1e9;
            await().until(() -> cluster.requests().followedLogs() == TASKS);
            double followed = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    "resumed: %d tasks known after %.1f s, their logs followed after %.1f s, %d threads, %s%n",
                    TASKS, known, followed, threads.count(), cluster.requests().all());
            assertThat(cluster.requests().count("list pods"))
                    .as("pages of one list")
                    .isEqualTo((TASKS + PAGE - 1) / PAGE);
            assertThat(cluster.requests().count("watch pods")).isEqualTo(1);
            assertThat(cluster.requests().count("get pods/log"))
                    .as("followed logs")
                    .isEqualTo(TASKS);
            assertThat(cluster.requests().count("create pods")).isZero();
            assertThat(cluster.requests().count("get pods")).isZero();
            assertThat(threads.count()).isLessThanOrEqualTo(EngineThreads.MOST);
            runs.forEach(run -> run.handle().cancel("the test is over"));
            runs.forEach(Controller.Run::awaitSettled);
            assertThat(Births.present(cluster)).isZero();
        }
    }
}
