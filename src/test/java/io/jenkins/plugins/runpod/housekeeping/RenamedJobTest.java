package io.jenkins.plugins.runpod.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.Patience;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class RenamedJobTest {
    private static final String KEPT = "runPod image: 'busybox', command: 'true', retention: 'keep'";

    private JenkinsRule jenkins;
    private EmbeddedCluster cluster;

    @BeforeEach
    void start(JenkinsRule rule) {
        jenkins = rule;
        PipelinePods.configure(cluster.url());
    }

    @Test
    void keptPodStaysAsLongAsItsBuildThoughTheJobHasAnotherName() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, KEPT);
        build.getParent().renameTo("renamed");

        collect();
        assertThat(pods()).isEqualTo(1);

        build.delete();
        collect();
        assertThat(pods()).isZero();
    }

    @Test
    void keptPodStaysThoughAnotherJobHasTheNameOfItsOwnNow() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, KEPT);
        String name = build.getParent().getName();
        build.getParent().renameTo("renamed");
        WorkflowJob other = jenkins.createProject(WorkflowJob.class, name);
        other.setDefinition(new CpsFlowDefinition("", true));
        WorkflowRun theirs = jenkins.buildAndAssertStatus(Result.SUCCESS, other);

        theirs.delete();
        collect();

        assertThat(pods()).isEqualTo(1);
    }

    /** Those that are being deleted do not count. */
    private long pods() {
        return cluster.store()
                .list(
                        Resource.PODS,
                        "",
                        pod -> pod.at("/metadata/deletionTimestamp").isMissingNode())
                .items()
                .size();
    }

    private static void collect() throws Exception {
        GarbageCollection.get().collect().toCompletableFuture().get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
    }
}
