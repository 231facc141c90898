package io.jenkins.plugins.runpod.ui;

import static org.awaitility.Awaitility.await;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.log.StreamMedium;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import io.jenkins.plugins.runpod.runtime.TaskOrigin;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jvnet.hudson.test.JenkinsRule;

/** Many tasks of many teams in this controller's engine: a few hundred with pods in all sorts of states, the others in queues. */
final class ManyTasks {
    private static final int PODS = 200;
    private static final List<String> IMAGES = List.of(
            "busybox",
            "registry.example/maven:3",
            "busybox",
            "docker.io/team/app:1",
            "gcr.io/team/app:1",
            "busybox",
            "unschedulable/cuda",
            "busybox");

    private final List<FreeStyleBuild> builds = new ArrayList<>();

    private ManyTasks() {}

    /** Starts them. None of them ends, and all of them are in some state when this returns. */
    static void start(JenkinsRule jenkins, EmbeddedCluster cluster, int number) throws Exception {
        cluster.script(
                PodScript.forImage("registry.example/.*|(docker|gcr).io/.*").rateLimited(1_000_000));
        cluster.script(PodScript.forImage("busybox").sleep(Duration.ofDays(1)));
        ManyTasks many = new ManyTasks();
        many.build(jenkins);
        List<ClusterConfiguration> clusters = List.of(cluster("prod", cluster), cluster("staging", cluster));
        RunPodGlobalConfiguration.get().setClusters(clusters);
        for (int i = 0; i < number; i++) {
            many.start(i, clusters.get(i % 7 == 0 ? 1 : 0));
        }
        await().until(() -> RunPodEngine.get().tasks().stream()
                        .filter(task ->
                                task.view().flatMap(view -> view.diagnosis()).isPresent())
                        .count()
                == number);
    }

    /** Cancels them all. */
    static void end() {
        RunPodEngine.get().tasks().forEach(task -> task.cancel("the test is over"));
        await().until(() -> RunPodEngine.get().tasks().isEmpty());
    }

    private void build(JenkinsRule jenkins) throws Exception {
        for (int team = 0; team < 12; team++) {
            Folder folder = jenkins.createProject(Folder.class, "team-" + team);
            for (String name : List.of("shop", "orders")) {
                FreeStyleProject job = folder.createProject(FreeStyleProject.class, name);
                builds.add(jenkins.buildAndAssertSuccess(job));
            }
        }
    }

    private void start(int number, ClusterConfiguration cluster) throws InvalidParameters {
        FreeStyleBuild build = builds.get(number % builds.size());
        TaskParameters parameters = new TaskParameters();
        parameters.image = IMAGES.get(number % IMAGES.size());
        parameters.name = build.getParent().getName();
        parameters.command = "make";
        PodTask task = new PodTask(
                RunPodEngine.id("task-" + number),
                TaskSpecification.of(parameters, "default", TaskPolicy.standard()),
                Map.of(TaskFiles.BUILD_ANNOTATION, build.getExternalizableId()));
        RunPodEngine.get()
                .run(
                        task,
                        cluster,
                        new TaskOrigin(build.getParent().getParent().getFullName(), ""),
                        TaskStore.inMemory(),
                        TaskMedia.together(new StreamMedium(OutputStream.nullOutputStream())),
                        FileExchange.none(),
                        new Nobody());
    }

    private static ClusterConfiguration cluster(String name, EmbeddedCluster cluster) {
        ClusterConfiguration configured = new ClusterConfiguration(name);
        configured.setServerUrl(cluster.url());
        configured.setMaxPods(PODS);
        return configured;
    }

    private static final class Nobody implements PodTaskListener {
        @Override
        public void finished(TaskResult result) {}

        @Override
        public void unreadable(IOException why) {
            throw new IllegalStateException(why);
        }
    }
}
