package io.jenkins.plugins.runpod.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.Patience;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Somebody copies a Jenkins home while a build runs, and starts Jenkins there. */
@WithCluster
class CopiedHomeTest {
    private static final String JOB = "job";

    @RegisterExtension
    final RealJenkinsExtension original = new RealJenkinsExtension();

    @RegisterExtension
    final RealJenkinsExtension copy = new RealJenkinsExtension();

    private EmbeddedCluster cluster;

    @Test
    void buildThatIsAbortedInTheCopyAndItsGarbageCollectionLeaveThePodAlone(@TempDir Path folder) throws Throwable {
        original.startJenkins();
        Path end = folder.resolve("end");
        original.runRemotely(CopiedHomeTest::begin, cluster.url(), end.toString());
        FileUtils.copyDirectory(original.getHome(), copy.getHome());

        copy.startJenkins();
        copy.runRemotely(r -> {
            r.waitForMessage("Resuming after a restart", build(r));
            build(r).doStop();
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(build(r)));
            GarbageCollection.get().collect().toCompletableFuture().get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
        });
        copy.stopJenkins();

        assertThat(cluster.requests().count("delete pods")).isZero();
        assertThat(cluster.store().list(Resource.PODS, "default", pod -> true).items())
                .hasSize(1);
        Files.createFile(end);
        original.runRemotely(r -> {
            r.assertBuildStatus(Result.FAILURE, r.waitForCompletion(build(r)));
            r.assertLogContains("exit code 7", build(r));
        });
        assertThat(cluster.requests().count("create pods")).isEqualTo(1);
    }

    /** Its pod runs until the file exists. */
    private static void begin(JenkinsRule r, String url, String end) throws Throwable {
        PipelinePods.configure(url);
        WorkflowJob job = r.createProject(WorkflowJob.class, JOB);
        job.setDefinition(new CpsFlowDefinition(
                "runPod image: 'busybox', command: 'echo here; while [ ! -e " + end + " ]; do sleep 0.1; done; exit 7'",
                true));
        r.waitForMessage("here", job.scheduleBuild2(0).waitForStart());
    }

    private static WorkflowRun build(JenkinsRule r) {
        return r.jenkins.getItemByFullName(JOB, WorkflowJob.class).getBuildByNumber(1);
    }
}
