package io.jenkins.plugins.runpod.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Result;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.config.NamespacesInUse;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.Patience;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class GarbageCollectionTest {
    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static PipelinePods pods;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
        System.setProperty(GarbageCollection.PAUSE, "PT0S");
        pods = new PipelinePods(cluster);
        PipelinePods.configure(cluster.url());
    }

    @AfterAll
    static void stop() throws Exception {
        System.clearProperty(GarbageCollection.PAUSE);
        jenkins.after();
    }

    @Test
    void podWhoseBuildIsMissingIsDeleted() throws Exception {
        String pod = leftOver(RunPodEngine.controller(), "nowhere#1");

        collect();

        awaitGone(pod);
    }

    @Test
    void podWhoseBuildIsFinishedIsDeleted() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, "echo 'no pod'");
        String pod = leftOver(RunPodEngine.controller(), build.getExternalizableId());

        collect();

        awaitGone(pod);
    }

    @Test
    void roundListsThePodsOfANamespaceOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            leftOver(RunPodEngine.controller(), "nowhere#" + i);
        }
        collect(); // the first round connects
        long before = cluster.requests().count("list pods");
        int namespaces = NamespacesInUse.get().of("embedded").size();

        collect();

        assertThat(cluster.requests().count("list pods") - before).isEqualTo(Math.max(1, namespaces));
    }

    @Test
    void podOfAnotherControllerIsLeftAlone() throws Exception {
        String theirs = leftOver("another controller", "nowhere#1");
        String ours = leftOver(RunPodEngine.controller(), "nowhere#1");

        collect();

        awaitGone(ours);
        assertThat(stays(theirs)).isTrue();
    }

    @Test
    void podOfARunningStepIsLeftAloneAndOneOfAStepThatIsOverGoes() throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'busybox', command: 'echo here; sleep 600'");
        jenkins.waitForMessage("here", build);
        String running = pods.of(build).get(0).at("/metadata/name").asText();
        String over = leftOver(RunPodEngine.controller(), build.getExternalizableId());

        collect();

        awaitGone(over);
        assertThat(stays(running)).isTrue();
        build.doStop();
        jenkins.waitForCompletion(build);
    }

    @Test
    void keptPodStaysUntilItsBuildIsDeletedInWhateverNamespaceItIs() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.SUCCESS,
                "runPod image: 'busybox', command: 'true', retention: 'keep', namespace: 'kube-public'");
        collect();
        assertThat(pods.of(build))
                .hasSize(1)
                .allMatch(pod -> pod.at("/metadata/deletionTimestamp").isMissingNode());

        build.delete();

        pods.awaitGone(build);
    }

    @Test
    void keptPodGoesWhenItsTimeToLiveHasPassed() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins, Result.FAILURE, "runPod image: 'busybox', command: 'exit 3', retention: 'keepFailed:3s'");
        assertThat(pods.of(build)).hasSize(1);

        await().pollInterval(1, TimeUnit.SECONDS).until(() -> {
            collect();
            return pods.of(build).isEmpty();
        });
    }

    @Test
    void jobThatIsDeletedTakesItsRunningPodWithIt() throws Exception {
        WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'busybox', command: 'echo here; sleep 600'");
        jenkins.waitForMessage("here", build);

        build.getParent().delete();

        pods.awaitGone(build);
        assertThat(build.getRootDir()).doesNotExist();
    }

    @Test
    void secretWithoutAPodWhoseBuildIsMissingIsDeletedAndThatOfAnotherControllerIsLeftAlone() throws Exception {
        String ours = leftOverSecret(RunPodEngine.controller());
        String theirs = leftOverSecret("another controller");

        collect();

        await().until(() ->
                cluster.store().find(Resource.SECRETS, "default", ours).isEmpty());
        assertThat(cluster.store().find(Resource.SECRETS, "default", theirs)).isPresent();
    }

    private static String leftOverSecret(String controller) throws Exception {
        TaskId task = new TaskId(controller, UUID.randomUUID().toString());
        String name = "left-over-" + task.task().substring(0, 8);
        String secret = new io.fabric8.kubernetes.client.utils.KubernetesSerialization()
                .asJson(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels(PodLabels.CONTROLLER, task.controllerLabel())
                        .addToLabels(PodLabels.TASK, task.taskLabel())
                        .addToAnnotations(TaskFiles.BUILD_ANNOTATION, "nowhere#1")
                        .endMetadata()
                        .build());
        cluster.store().create(Resource.SECRETS, "default", (ObjectNode) new ObjectMapper().readTree(secret));
        return name;
    }

    private static void collect() throws Exception {
        GarbageCollection.get().collect().toCompletableFuture().get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
    }

    private static String leftOver(String controller, String build) throws Exception {
        return LeftOvers.create(cluster, controller, build);
    }

    private static boolean stays(String pod) {
        return cluster.store()
                .find(Resource.PODS, "default", pod)
                .filter(found -> found.at("/metadata/deletionTimestamp").isMissingNode())
                .isPresent();
    }

    private static void awaitGone(String pod) {
        await().until(() -> cluster.store().find(Resource.PODS, "default", pod).isEmpty());
    }
}
