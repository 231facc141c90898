package io.jenkins.plugins.runpod.housekeeping;

import static org.awaitility.Awaitility.await;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class AbandonedTasksTest {

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static PipelinePods pods;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
        pods = new PipelinePods(cluster);
        PipelinePods.configure(cluster.url());
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    @Test
    void podOfATerminatedBuildIsDeletedWithinAMinute() throws Exception {
        WorkflowRun build = started();

        build.doTerm();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        awaitGoneWithinAMinute(build);
    }

    @Test
    void podOfAKilledBuildIsDeletedWithinAMinute() throws Exception {
        WorkflowRun build = started();

        build.doKill();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        awaitGoneWithinAMinute(build);
    }

    private static WorkflowRun started() throws Exception {
        WorkflowRun build = PipelinePods.start(
                jenkins, "runPod image: 'busybox', command: 'echo here; sleep 600', terminationGracePeriod: '2s'");
        jenkins.waitForMessage("here", build);
        return build;
    }

    private static void awaitGoneWithinAMinute(WorkflowRun build) {
        await().until(() -> pods.of(build).isEmpty());
    }
}
