package io.jenkins.plugins.runpod.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.log.LogStorage;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class BuildLogMediumTest {
    private static final int LINES = 400;

    /** Jenkins closes the logs of builds when it goes down, before it has told everybody. */
    @Test
    void noLineIsLostWhenTheLogIsClosedWhileItIsWritten(JenkinsRule jenkins, EmbeddedCluster cluster) throws Exception {
        PipelinePods.configure(cluster.url());
        WorkflowRun build = PipelinePods.start(
                jenkins,
                "runPod image: 'busybox', command: 'for i in $(seq 1 " + LINES
                        + "); do echo line $i; sleep 0.01; done'");
        for (int line = 50; line < LINES; line += 50) {
            jenkins.waitForMessage("line " + line, build);
            ((AutoCloseable) LogStorage.of(build.asFlowExecutionOwner()).overallListener()).close();
        }
        jenkins.waitForCompletion(build);

        assertThat(JenkinsRule.getLog(build).lines().filter(line -> line.startsWith("line ")))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, LINES)
                        .mapToObj(i -> "line " + i)
                        .toList());
    }
}
