package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.FakeKueue;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.testing.WithCluster;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A step whose pod waits in a queue of Kueue. */
@WithJenkins
@WithCluster
class QueueStepTest {
    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static PipelinePods pods;
    private static FakeKueue kueue;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
        pods = new PipelinePods(cluster);
        kueue = cluster.kueue();
        PipelinePods.configure(cluster.url());
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    /** The build's pod of this attempt, which Kueue holds. */
    private static ObjectNode gated(WorkflowRun build, int attempt) {
        await().until(() -> pods.of(build).stream().anyMatch(pod -> isAttempt(pod, attempt)));
        ObjectNode pod = pods.of(build).stream()
                .filter(each -> isAttempt(each, attempt))
                .findFirst()
                .orElseThrow();
        assertThat(pod.path("metadata")
                        .path("labels")
                        .path("kueue.x-k8s.io/queue-name")
                        .asText())
                .isEqualTo("team-a");
        assertThat(pod.path("spec").path("schedulingGates")).hasSize(1);
        return pod;
    }

    private static boolean isAttempt(ObjectNode pod, int attempt) {
        return pod.path("metadata")
                .path("labels")
                .path("run-pod.jenkins.io/attempt")
                .asText()
                .equals(Integer.toString(attempt));
    }

    private static void awaitLine(WorkflowRun build, String words) {
        await().until(() -> JenkinsRule.getLog(build).contains(words));
    }

    @Test
    void thePodRunsWhenItsQueueAdmitsItAndComesBackIfItIsPreemptedBeforeItRuns() throws Exception {
        WorkflowRun build = PipelinePods.start(
                jenkins, "runPod image: 'unschedulable/late', command: 'true', queue: 'team-a', attempts: 1");
        ObjectNode first = gated(build, 1);
        awaitLine(build, "Waiting: Queued: The pod waits in Kueue's queue team-a.");

        kueue.admit(first);
        awaitLine(build, "Waiting: Unschedulable");
        cluster.script(PodScript.forImage("unschedulable/late").print("it ran").exit(0));
        kueue.preempt(first);
        awaitLine(build, "run-pod puts the task back into the queue when this pod is gone. This costs no attempt.");

        kueue.admit(gated(build, 2));
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("it ran", build);
        jenkins.assertLogContains("Attempt 1 of 1: pod ", build);
    }

    @Test
    void aRunningPodThatIsPreemptedEndsTheStepWithAReasonOfItsOwn() throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, """
                try {
                    runPod image: 'busybox', command: 'sleep 600', queue: 'team-a', terminationGracePeriod: '1s'
                } catch (e) {
                    echo "reason=${e.reason} verdict=${e.verdict}"
                }
                """);
        ObjectNode pod = gated(build, 1);
        kueue.admit(pod);
        pods.awaitRunning(build, 1);
        awaitLine(build, "has started on node");
        kueue.preempt(pod);

        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("reason=PreemptedByQueue verdict=OUTCOME_UNKNOWN", build);
    }

    @Test
    void theQueueTimeoutEndsTheWaiting() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.FAILURE,
                "runPod image: 'busybox', command: 'true', labels: ['kueue.x-k8s.io/queue-name': 'team-a'],"
                        + " queueTimeout: '1s'");

        jenkins.assertLogContains("The pod did not start within the queue budget (1s)", build);
        pods.awaitGone(build);
    }
}
