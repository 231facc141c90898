package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.time.Duration;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/**
 * Many suspended steps are resumed by a restarted controller. {@code -Dcrash.resumed=500} is the full size: 15 s are the aim, the bound
 * leaves room for a machine that is busy.
 */
@WithCluster
class ManyResumedTest {
    /**
     * For turns and cancellations, for all Pipelines, and for one cluster and one kind of log. In those lanes a thread that
     * ends may overlap with the next.
     */
    private static final int MOST_THREADS = 16 + 2 + 32 + 2 * (8 + 8);

    private static final int STEPS = Integer.getInteger("crash.resumed", 100);
    private static final int BUILDS = 10;
    private static final int PAGE = 500;

    @RegisterExtension
    final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private EmbeddedCluster cluster;

    @Test
    void suspendedStepsResumeWithOneListAndNoThreadEach() throws Throwable {
        cluster.script(PodScript.forAll().print("here").runsForever());
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            for (int i = 0; i < BUILDS; i++) {
                PipelinePods.start(jenkins, """
                        def branches = [:]
                        for (int i = 0; i < %d; i++) {
                            branches["b$i"] = { runPod image: 'busybox', command: 'sleep 600' }
                        }
                        parallel branches
                        """.formatted(STEPS / BUILDS));
            }
            await().until(() -> running() == STEPS);
        });
        cluster.requests().reset();
        long down = System.nanoTime();
        sessions.then(jenkins -> {
            long up = System.nanoTime();
            await().pollInterval(Duration.ofMillis(50)).until(() -> running() == STEPS);
            long known = System.nanoTime();
            await().until(() -> cluster.requests().followedLogs() == STEPS);
            long followed = System.nanoTime();
            System.out.printf(
                    "resumed: %d steps known %.1f s after Jenkins was up (%.1f s after its start), their logs followed after"
                            + " %.1f s, %d threads, %s%n",
                    STEPS,
                    seconds(up, known),
                    seconds(down, known),
                    seconds(up, followed),
                    RunPodEngine.get().threads(),
                    cluster.requests().all());
            assertThat(cluster.requests().count("list pods"))
                    .as("pages of one list")
                    .isEqualTo((STEPS + PAGE - 1) / PAGE);
            assertThat(cluster.requests().count("watch pods")).isEqualTo(1);
            assertThat(cluster.requests().count("create pods")).isZero();
            assertThat(RunPodEngine.get().threads()).isLessThanOrEqualTo(MOST_THREADS);
            for (WorkflowJob job : jenkins.jenkins.getAllItems(WorkflowJob.class)) {
                WorkflowRun build = job.getLastBuild();
                build.doStop();
                jenkins.waitForCompletion(build);
            }
        });
    }

    private static long running() {
        return RunPodEngine.get().tasks().stream()
                .filter(task -> task.view()
                        .flatMap(view -> view.diagnosis())
                        .filter(diagnosis -> diagnosis.verdict() == Verdict.RUNNING)
                        .isPresent())
                .count();
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }
}
