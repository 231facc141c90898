package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

class RunPodCrashTest {
    private static final int LINES = 150;

    @RegisterExtension
    final RealJenkinsExtension jenkins = new RealJenkinsExtension();

    private final EmbeddedCluster cluster = EmbeddedCluster.start();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void controller_that_is_killed_comes_back_to_the_same_pod_and_has_every_line_once() throws Throwable {
        jenkins.startJenkins();
        jenkins.runRemotely(RunPodCrashTest::begin, cluster.url());
        jenkins.stopJenkinsForcibly();

        jenkins.startJenkins();
        String log = jenkins.runRemotely(RunPodCrashTest::finish);

        assertThat(log.lines().filter(line -> line.startsWith("line ")))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, LINES)
                        .mapToObj(i -> "line " + i)
                        .toList());
        assertThat(cluster.requests().count("create pods")).isEqualTo(1);
    }

    private static void begin(JenkinsRule r, String url) throws Throwable {
        Pods.configure(url);
        WorkflowJob job = r.createProject(WorkflowJob.class, "crash");
        job.setDefinition(new CpsFlowDefinition(
                "runPod image: 'busybox', command: 'for i in $(seq 1 " + LINES
                        + "); do echo line $i; sleep 0.1; done; exit 7'",
                true));
        r.waitForMessage("line 20", job.scheduleBuild2(0).waitForStart());
    }

    private static String finish(JenkinsRule r) throws Throwable {
        WorkflowRun build =
                r.jenkins.getItemByFullName("crash", WorkflowJob.class).getBuildByNumber(1);
        r.assertBuildStatus(Result.FAILURE, r.waitForCompletion(build));
        r.assertLogContains("exit code 7", build);
        return JenkinsRule.getLog(build);
    }
}
