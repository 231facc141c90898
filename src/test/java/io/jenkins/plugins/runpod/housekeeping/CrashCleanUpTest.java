package io.jenkins.plugins.runpod.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.tasks.Shell;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.files.WorkspaceInput;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.step.RunPodStep;
import io.jenkins.plugins.runpod.testing.Patience;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

@WithCluster
class CrashCleanUpTest {
    private static final String JOB = "crash";

    @RegisterExtension
    final RealJenkinsExtension jenkins = new RealJenkinsExtension();

    private EmbeddedCluster cluster;

    /** Pipeline itself fails such a build, and nobody resumes the step. */
    @Test
    void podOfABuildThatCannotResumeAfterAKillIsDeleted() throws Throwable {
        jenkins.startJenkins();
        jenkins.runRemotely(
                CrashCleanUpTest::begin, cluster.url(), FlowDurabilityHint.PERFORMANCE_OPTIMIZED, "sleep 600");
        jenkins.stopJenkinsForcibly();
        assertThat(pods()).isEqualTo(1);

        jenkins.startJenkins();
        jenkins.runRemotely(r -> {
            r.assertBuildStatus(Result.FAILURE, r.waitForCompletion(build(r)));
            collect();
        });

        await().until(() -> pods() == 0);
    }

    @Test
    void pageAndConsoleOfABuildThatCannotResumeAfterAKillSayWhatBecameOfItsPod() throws Throwable {
        jenkins.startJenkins();
        jenkins.runRemotely(
                CrashCleanUpTest::begin, cluster.url(), FlowDurabilityHint.PERFORMANCE_OPTIMIZED, "sleep 600");
        String pod = podName();
        jenkins.stopJenkinsForcibly();

        jenkins.startJenkins();
        String page = jenkins.runRemotely(r -> {
            r.assertBuildStatus(Result.FAILURE, r.waitForCompletion(build(r)));
            collect();
            r.assertLogContains("[run-pod] The controller stopped while this task was running", build(r));
            return r.createWebClient()
                    .goTo(build(r).getUrl() + "pods/tasks", "application/json")
                    .getWebResponse()
                    .getContentAsString();
        });

        assertThat(new ObjectMapper().readTree(page).at("/rows/0/task/meaning").asText())
                .contains(
                        "PERFORMANCE_OPTIMIZED",
                        "Garbage collection deleted the task's pod " + pod + " in namespace default");
    }

    /** Jenkins itself does not even keep such a build. */
    @Test
    void podAndFilesOfAFreestyleBuildAreDeletedAfterAKill() throws Throwable {
        jenkins.startJenkins();
        jenkins.runRemotely(CrashCleanUpTest::beginFreestyle, cluster.url());
        jenkins.stopJenkinsForcibly();
        assertThat(pods()).isEqualTo(1);
        Path files = jenkins.getHome().toPath().resolve("jobs/" + JOB + "/builds/1/run-pod");
        assertThat(files).isDirectoryContaining("glob:**.files");

        jenkins.startJenkins();
        jenkins.run(r -> collect());

        await().until(() -> pods() == 0);
        await().untilAsserted(() -> assertThat(files).isDirectoryNotContaining("glob:**.files"));
    }

    private static void beginFreestyle(JenkinsRule r, String url) throws Throwable {
        PipelinePods.configure(url);
        FreeStyleProject job = r.createFreeStyleProject(JOB);
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        step.setCommand("echo here; sleep 600");
        step.setInputs(List.of(new WorkspaceInput(null)));
        job.getBuildersList().add(new Shell("echo content > in.txt"));
        job.getBuildersList().add(new RunPodBuilder(step));
        r.waitForMessage("here", job.scheduleBuild2(0).waitForStart());
    }

    @Test
    void podOfABuildThatResumesAfterAKillIsLeftToItsStep() throws Throwable {
        jenkins.startJenkins();
        jenkins.runRemotely(
                CrashCleanUpTest::begin, cluster.url(), FlowDurabilityHint.MAX_SURVIVABILITY, "sleep 20; exit 7");
        jenkins.stopJenkinsForcibly();

        jenkins.startJenkins();
        jenkins.runRemotely(r -> {
            while (build(r).isBuilding()) {
                collect();
            }
            r.assertBuildStatus(Result.FAILURE, r.waitForCompletion(build(r)));
            r.assertLogContains("exit code 7", build(r));
        });
    }

    private static void begin(JenkinsRule r, String url, FlowDurabilityHint durability, String command)
            throws Throwable {
        PipelinePods.configure(url);
        WorkflowJob job = r.createProject(WorkflowJob.class, JOB);
        job.addProperty(new DurabilityHintJobProperty(durability));
        job.setDefinition(
                new CpsFlowDefinition("runPod image: 'busybox', command: 'echo here; " + command + "'", true));
        r.waitForMessage("here", job.scheduleBuild2(0).waitForStart());
    }

    private static void collect() throws Exception {
        GarbageCollection.get().collect().toCompletableFuture().get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
    }

    private static WorkflowRun build(JenkinsRule r) {
        return r.jenkins.getItemByFullName(JOB, WorkflowJob.class).getBuildByNumber(1);
    }

    private int pods() {
        return all().size();
    }

    private String podName() {
        return all().get(0).at("/metadata/name").asText();
    }

    private List<ObjectNode> all() {
        return cluster.store().list(Resource.PODS, "default", pod -> true).items();
    }
}
