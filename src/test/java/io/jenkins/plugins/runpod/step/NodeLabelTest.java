package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jenkinsci.plugins.workflow.actions.LabelAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class NodeLabelTest {
    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
        PipelinePods.configure(cluster.url());
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    @Test
    void stepThatWaitsSaysWhatForUntilItEnds() throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'unschedulable/app', command: 'true'");
        jenkins.waitForMessage("Unschedulable", build);
        await().until(() -> label(build)
                .filter(Pattern.compile(
                                "unschedulable/app, \\d\\d:\\d\\d UTC: waits \\(Unschedulable\\): No node has room .*\\.")
                        .asMatchPredicate())
                .isPresent());

        build.doStop();
        jenkins.waitForCompletion(build);

        assertThat(label(build)).isEmpty();
    }

    @Test
    void stepThatRunsHasNoLabelAnyMore() throws Exception {
        WorkflowRun build =
                PipelinePods.start(jenkins, "runPod name: 'tests', image: 'late/app', command: 'sleep 600'");
        jenkins.waitForMessage("created", build);
        await().until(() ->
                label(build).filter(text -> text.startsWith("tests, ")).isPresent());
        await().until(() -> label(build).isEmpty());
        assertThat(build.isBuilding()).isTrue();

        build.doStop();
        jenkins.waitForCompletion(build);
    }

    static Optional<String> label(WorkflowRun build) {
        return Optional.ofNullable(node(build).getAction(LabelAction.class)).map(LabelAction::getDisplayName);
    }

    /** The node of the only runPod step of a build. */
    static FlowNode node(WorkflowRun build) {
        DepthFirstScanner nodes = new DepthFirstScanner();
        nodes.setup(build.getExecution().getCurrentHeads());
        return StreamSupport.stream(nodes.spliterator(), false)
                .filter(node -> node.getAction(PodTaskAction.class) != null)
                .findFirst()
                .orElseThrow();
    }
}
