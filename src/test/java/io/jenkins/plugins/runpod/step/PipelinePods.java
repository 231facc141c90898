package io.jenkins.plugins.runpod.step;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.runpod.cluster.ClusterStore;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** Pipelines in a Jenkins, and their pods in an embedded cluster. */
public final class PipelinePods {
    private static final AtomicInteger JOBS = new AtomicInteger();

    private final EmbeddedCluster cluster;

    public PipelinePods(EmbeddedCluster cluster) {
        this.cluster = cluster;
    }

    public static void configure(String url) {
        ClusterConfiguration embedded = new ClusterConfiguration("embedded");
        embedded.setServerUrl(url);
        RunPodGlobalConfiguration.get().setClusters(List.of(embedded));
    }

    public static WorkflowJob job(JenkinsRule jenkins, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job-" + JOBS.incrementAndGet());
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    public static WorkflowRun start(JenkinsRule jenkins, String script) throws Exception {
        return job(jenkins, script).scheduleBuild2(0).waitForStart();
    }

    public static WorkflowRun run(JenkinsRule jenkins, Result expected, String script) throws Exception {
        return jenkins.buildAndAssertStatus(expected, job(jenkins, script));
    }

    /** A script that runs many pods at once. The first of them runs this command, and the others succeed. */
    public static String manyPods(int number, String command) {
        return """
                def branches = [:]
                for (int i = 0; i < %d; i++) {
                    String command = i == 0 ? '%s' : 'true'
                    String name = "pod-${i}"
                    branches[name] = { runPod name: name, image: 'busybox', command: command }
                }
                parallel branches
                """.formatted(number, command);
    }

    /** Its pods, whatever their state. */
    public List<ObjectNode> of(Run<?, ?> build) {
        return cluster.store()
                .list(
                        Resource.PODS,
                        "",
                        pod -> pod.path("metadata")
                                .path("annotations")
                                .path("run-pod.jenkins.io/build")
                                .asText()
                                .equals(build.getExternalizableId()))
                .items();
    }

    public void awaitRunning(Run<?, ?> build, int count) {
        await().until(() -> of(build).stream()
                        .filter(pod -> pod.path("status").path("phase").asText().equals("Running"))
                        .count()
                == count);
    }

    public void awaitGone(Run<?, ?> build) {
        await().until(() -> of(build).isEmpty());
    }

    public static String annotation(ObjectNode pod, String name) {
        return pod.path("metadata").path("annotations").path(name).asText();
    }

    public ClusterStore store() {
        return cluster.store();
    }
}
