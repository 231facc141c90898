package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.docs.Example;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.pickles.Pickle;
import org.jenkinsci.plugins.workflow.support.pickles.SingleTypedPickleFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class RunPodManyTest {
    private static final int PODS = 200;
    /**
     * For turns and cancellations, and for one cluster, one build's log and one build's Pipeline. In those lanes a thread
     * that ends may overlap with the next.
     */
    private static final int MOST_THREADS = 16 + 2 + 2 * (8 + 2 + 2);

    /** How many steps were written into programs. A program is written whole. */
    private static final AtomicInteger WRITTEN = new AtomicInteger();

    /** Counts the steps in each saved program, and saves them as they are. */
    @TestExtension
    public static final class SavedSteps extends SingleTypedPickleFactory<RunPodStepExecution> {
        @Override
        protected Pickle pickle(@NonNull RunPodStepExecution step) {
            WRITTEN.incrementAndGet();
            return null;
        }
    }

    /** That of the documentation, with a command that any machine has. */
    private static String example(Path gate) throws IOException {
        String script = Example.all().stream()
                .filter(example -> example.fragment().equals("RunPodManyTest runs it"))
                .map(Example::script)
                .findFirst()
                .orElseThrow();
        return script.replaceAll("image: '[^']*'", "image: 'busybox'")
                .replace("./run-tests --shard ${shard} --of 200", "read line < " + gate + "; echo went ${shard}");
    }

    /** Each pod reads one line from a pipe, so that all of them wait until they are let go. */
    @Test
    void aMatrixRunsAllItsPodsAtOnceOnTheThreadsOfOneEngineAndStartsThemWithFewSaves(
            JenkinsRule jenkins, EmbeddedCluster cluster, @TempDir Path folder) throws Exception {
        Path gate = folder.resolve("gate");
        assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor())
                .isZero();
        PipelinePods pods = new PipelinePods(cluster);
        ClusterConfiguration prod = new ClusterConfiguration("prod");
        prod.setServerUrl(cluster.url());
        RunPodGlobalConfiguration.get().setClusters(List.of(prod));
        long began = System.nanoTime();
        WorkflowRun build = PipelinePods.start(jenkins, example(gate));
        pods.awaitRunning(build, PODS);
        long running = System.nanoTime();
        int written = WRITTEN.get();
        assertThat(written).as("steps in saved programs, each of which has all").isLessThan(PODS * PODS);

        assertThat(RunPodEngine.get().threads()).isLessThanOrEqualTo(MOST_THREADS);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("run-pod")))
                .hasSizeLessThanOrEqualTo(MOST_THREADS + 1);

        try (OutputStream go = Files.newOutputStream(gate)) {
            go.write("\n".repeat(PODS).getBytes(StandardCharsets.US_ASCII));
            go.flush();
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
        }
        System.out.printf(
                "many: %d pods ran after %.1f s, were over after %.1f s more, %d steps in saved programs, %s%n",
                PODS,
                (running - began) / 1e9,
                (System.nanoTime() - running) / 1e9,
                written,
                cluster.requests().all());
        for (int n = 0; n < PODS; n++) {
            String line = "went " + n;
            assertThat(JenkinsRule.getLog(build).lines().filter(line::equals)).hasSize(1);
        }
    }
}
