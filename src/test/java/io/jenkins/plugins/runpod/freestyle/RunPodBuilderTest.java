package io.jenkins.plugins.runpod.freestyle;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.step.RunPodStep;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class RunPodBuilderTest {
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
    void outputOfThePodIsInTheLog() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project(step("echo hello from the pod")));

        jenkins.assertLogContains("\nhello from the pod\n", build);
        pods.awaitGone(build);
    }

    @Test
    void exitCodeThatIsNot0FailsTheBuildWithTheMessageOfThePipelineStep() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertStatus(Result.FAILURE, project(step("exit 3")));

        jenkins.assertLogContains("ERROR: Container main failed with exit code 3", build);
    }

    @Test
    void abortDeletesThePod() throws Exception {
        FreeStyleBuild build =
                project(step("echo here; sleep 600")).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("here", build);

        build.doStop();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        pods.awaitGone(build);
    }

    @Test
    void everythingWrongIsSaidAtOnce() throws Exception {
        RunPodStep step = new RunPodStep();
        step.setStartTimeout("soon");

        FreeStyleBuild build = jenkins.buildAndAssertStatus(Result.FAILURE, project(step));

        jenkins.assertLogContains("- image:", build);
        jenkins.assertLogContains("- startTimeout:", build);
    }

    @Test
    void formKeepsEveryParameter() throws Exception {
        RunPodStep step = step("make");
        step.setNamespace("builds");
        step.setArgs(null);
        step.setEnv(Map.of("A", "1"));
        step.setLogContainers(List.of("sidecar"));
        step.setAttempts(2);
        step.setRetention("keepFailed:24h");
        FreeStyleProject project = project(step);

        jenkins.configRoundtrip(project);

        jenkins.assertEqualDataBoundBeans(
                new RunPodBuilder(step), project.getBuildersList().get(RunPodBuilder.class));
    }

    private static RunPodStep step(String command) {
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        step.setCommand(command);
        step.setTerminationGracePeriod("2s");
        return step;
    }

    private static FreeStyleProject project(RunPodStep step) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new RunPodBuilder(step));
        return project;
    }
}
