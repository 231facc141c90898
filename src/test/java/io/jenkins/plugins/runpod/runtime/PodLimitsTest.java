package io.jenkins.plugins.runpod.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.List;
import jenkins.model.ModifiableTopLevelItemGroup;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

@WithCluster
class PodLimitsTest {
    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private EmbeddedCluster cluster;

    private void cap(int maxPods) {
        ClusterConfiguration configured = new ClusterConfiguration("prod");
        configured.setServerUrl(cluster.url());
        configured.setMaxPods(maxPods);
        RunPodGlobalConfiguration.get().setClusters(List.of(configured));
    }

    @Test
    void tasksAboveTheCapWaitInTheOrderOfTheirArrivalAcrossARestart() throws Throwable {
        PipelinePods pods = new PipelinePods(cluster);
        sessions.then(jenkins -> {
            cap(1);
            WorkflowRun first = start(jenkins, "first");
            pods.awaitRunning(first, 1);
            WorkflowRun second = start(jenkins, "second");
            jenkins.waitForMessage("number 1 of 1", second);
            WorkflowRun third = start(jenkins, "third");
            jenkins.waitForMessage("number 1 of 1 in the queue of its folder. 1 other folder waits", third);
            assertThat(pods.store().list(Resource.PODS, "", pod -> true).items())
                    .hasSize(1);
        });
        sessions.then(jenkins -> {
            WorkflowRun first = run(jenkins, "first");
            WorkflowRun second = run(jenkins, "second");
            await().until(() -> RunPodEngine.get().tasks().size(), Integer.valueOf(3)::equals);
            first.doStop();
            pods.awaitRunning(second, 1);
            assertThat(pods.of(run(jenkins, "third"))).isEmpty();
            assertThat(status(run(jenkins, "third"))).contains("PodLimit", "number 1 of 1");
            cap(2);
            pods.awaitRunning(run(jenkins, "third"), 1);
            for (String name : List.of("second", "third")) {
                run(jenkins, name).doStop();
                jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run(jenkins, name)));
            }
        });
    }

    @Test
    void aFolderThatAsksForOnePodIsNotBehindAllOfAnotherFolderThoughJenkinsRestarts() throws Throwable {
        PipelinePods pods = new PipelinePods(cluster);
        sessions.then(jenkins -> {
            cap(1);
            jenkins.createFolder("many");
            jenkins.createFolder("one");
            pods.awaitRunning(start(jenkins, "many/first"), 1);
            jenkins.waitForMessage("number 1 of 1 in the queue.", start(jenkins, "many/second"));
            jenkins.waitForMessage("number 2 of 2 in the queue.", start(jenkins, "many/third"));
            jenkins.waitForMessage(
                    "number 1 of 1 in the queue of its folder. 1 other folder waits as well.",
                    start(jenkins, "one/only"));
        });
        sessions.then(jenkins -> {
            await().until(() -> RunPodEngine.get().tasks().size(), Integer.valueOf(4)::equals);
            run(jenkins, "many/first").doStop();
            pods.awaitRunning(run(jenkins, "one/only"), 1);
            assertThat(status(run(jenkins, "many/second"))).contains("PodLimit", "number 1 of 2 in the queue.");
            for (String name : List.of("many/second", "many/third", "one/only")) {
                run(jenkins, name).doStop();
                jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run(jenkins, name)));
            }
        });
    }

    private static String status(WorkflowRun run) throws Exception {
        return run.getExecution().getCurrentExecutions(true).get().get(0).getStatus();
    }

    private static WorkflowRun start(JenkinsRule jenkins, String name) throws Exception {
        ModifiableTopLevelItemGroup folder = name.contains("/")
                ? jenkins.jenkins.getItemByFullName(name.replaceFirst("/.*", ""), MockFolder.class)
                : jenkins.jenkins;
        var job = (WorkflowJob) folder.createProject(
                jenkins.jenkins.getDescriptorByType(WorkflowJob.DescriptorImpl.class),
                name.replaceFirst(".*/", ""),
                true);
        job.setDefinition(new CpsFlowDefinition("runPod image: 'busybox', command: 'sleep 600'", true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun run(JenkinsRule jenkins, String name) {
        return jenkins.jenkins.getItemByFullName(name, WorkflowJob.class).getLastBuild();
    }
}
