package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class RunPodManyTest {
    private static final int PODS = 50;
    /**
     * For turns and cancellations, and for one cluster, one build's log and one build's Pipeline. In those lanes a thread
     * that ends may overlap with the next.
     */
    private static final int MOST_THREADS = 16 + 2 + 2 * (8 + 2 + 2);

    /** Each pod reads one line from a pipe, so that all of them wait until they are let go. */
    @Test
    void fiftyParallelBranchesRunAtOnceOnTheThreadsOfOneEngine(
            JenkinsRule jenkins, EmbeddedCluster cluster, @TempDir Path folder) throws Exception {
        Path gate = folder.resolve("gate");
        assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor())
                .isZero();
        PipelinePods pods = new PipelinePods(cluster);
        PipelinePods.configure(cluster.url());
        WorkflowRun build = PipelinePods.start(jenkins, """
                def branches = [:]
                for (int i = 0; i < %d; i++) {
                    int n = i
                    branches["b$n"] = { runPod image: 'busybox', command: "echo waiting $n; read line < %s; echo went $n" }
                }
                parallel branches
                """.formatted(PODS, gate));
        pods.awaitRunning(build, PODS);

        assertThat(RunPodEngine.get().threads()).isLessThanOrEqualTo(MOST_THREADS);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("run-pod")))
                .hasSizeLessThanOrEqualTo(MOST_THREADS + 1);

        try (OutputStream go = Files.newOutputStream(gate)) {
            go.write("\n".repeat(PODS).getBytes(StandardCharsets.US_ASCII));
            go.flush();
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
        }
        for (int n = 0; n < PODS; n++) {
            String line = "went " + n;
            assertThat(JenkinsRule.getLog(build).lines().filter(line::equals)).hasSize(1);
        }
    }
}
