package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** However a step is stopped, its pod goes. */
@WithJenkins
@WithCluster
class RunPodCancellationTest {
    private static final String ENDLESS = "runPod image: 'busybox', command: 'echo here; sleep 600'";

    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

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

    private static WorkflowRun begun(String script) throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, script);
        jenkins.waitForMessage("here", build);
        return build;
    }

    @Test
    void abortDeletesThePodAndSaysSo() throws Exception {
        WorkflowRun build = begun(ENDLESS);

        build.doStop();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("[run-pod] Cancelled: ", build);
        jenkins.assertLogContains("run-pod is deleting the pod", build);
        pods.awaitGone(build);
    }

    @Test
    void abortIsPromptWhileTheClusterIsDown() throws Exception {
        WorkflowRun build = begun(ENDLESS);
        cluster.server().stop();
        try {
            jenkins.waitForMessage("Requests to the Kubernetes API fail", build);

            build.doStop();

            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
            jenkins.assertLogContains("run-pod deletes the pod as soon as it does", build);
        } finally {
            cluster.server().start();
        }
        pods.awaitGone(build);
    }

    @Test
    void timeoutDeletesThePod() throws Exception {
        WorkflowRun build =
                PipelinePods.run(jenkins, Result.ABORTED, "timeout(time: 5, unit: 'SECONDS') { " + ENDLESS + " }");

        jenkins.assertLogNotContains("did not finish within grace period", build);
        pods.awaitGone(build);
    }

    @Test
    void failFastDeletesThePodsOfTheOtherBranches() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.FAILURE,
                "parallel failFast: true, works: { " + ENDLESS + " }, fails: { sleep 5; error 'enough' }");

        jenkins.assertLogContains("Cancelled: ", build);
        pods.awaitGone(build);
    }

    @Test
    void podThatRunsForTooLongIsDeleted() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.FAILURE,
                "runPod image: 'busybox', command: 'echo here; sleep 600', runTimeout: '2s', terminationGracePeriod: '1s'");

        jenkins.assertLogContains("ran longer than runTimeout (2s)", build);
        pods.awaitGone(build);
    }

    /** While the task's file cannot be written the task waits, also with being stopped. */
    @Test
    void stepThatIsEndedByForceLeavesNoPod() throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, "timeout(time: 30, unit: 'SECONDS') { " + ENDLESS + " }");
        jenkins.waitForMessage("here", build);
        Path folder = TaskFiles.folder(build);
        Path aside = folder.resolveSibling("aside");
        Files.move(folder, aside);
        Files.writeString(folder, "in the way");

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("terminating with extreme prejudice", build);
        assertThat(pods.of(build)).hasSize(1);
        Files.delete(folder);
        Files.move(aside, folder);

        pods.awaitGone(build);
    }
}
