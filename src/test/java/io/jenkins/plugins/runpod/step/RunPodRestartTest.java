package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.engine.PodTaskEngine;
import io.jenkins.plugins.runpod.housekeeping.GarbageCollection;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.testing.Patience;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

@WithCluster
class RunPodRestartTest {
    private static final int LINES = 80;
    private static final String NUMBERED = "runPod image: 'busybox', command: 'for i in $(seq 1 " + LINES
            + "); do echo line $i; sleep 0.2; done; exit 7'";

    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    @RegisterExtension
    final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private EmbeddedCluster cluster;
    private PipelinePods pods;

    @BeforeEach
    void begin() {
        pods = new PipelinePods(cluster);
    }

    @Test
    void stepGoesOnWithItsPodAfterACleanRestartAtEveryDurabilityLevel() throws Throwable {
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            for (FlowDurabilityHint durability : FlowDurabilityHint.values()) {
                WorkflowJob job = PipelinePods.job(jenkins, NUMBERED);
                job.addProperty(new DurabilityHintJobProperty(durability));
                jenkins.waitForMessage("line 3", job.scheduleBuild2(0).waitForStart());
            }
        });
        sessions.then(jenkins -> {
            for (WorkflowJob job : jenkins.jenkins.getAllItems(WorkflowJob.class)) {
                assertThatItWentOn(jenkins, job.getLastBuild());
            }
            assertThat(cluster.requests().count("create pods")).isEqualTo(FlowDurabilityHint.values().length);
        });
    }

    /** The engine is closed first, and its threads still work for a moment. */
    @Test
    void stepThatBeginsWhileJenkinsGoesDownIsLeftToTheNextController() throws Throwable {
        LogRecorder log =
                new LogRecorder().record(RunPodStepExecution.class, Level.FINE).capture(10);
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            Field engine = RunPodEngine.class.getDeclaredField("engine");
            engine.setAccessible(true);
            ((PodTaskEngine) engine.get(RunPodEngine.get())).close();
            PipelinePods.start(jenkins, NUMBERED);
            await().untilAsserted(() -> assertThat(log.getMessages())
                    .anySatisfy(line -> assertThat(line).contains("Jenkins goes down")));
        });
        sessions.then(jenkins -> {
            assertThatItWentOn(jenkins, theBuild(jenkins));
            assertThat(cluster.requests().count("create pods")).isEqualTo(1);
        });
    }

    @Test
    void stepGoesOnWithItsPodThoughItsJobWasRenamedBeforeTheRestart() throws Throwable {
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            WorkflowRun build = PipelinePods.start(jenkins, NUMBERED);
            jenkins.waitForMessage("line 3", build);
            build.getParent().renameTo("renamed");
            GarbageCollection.get().collect().toCompletableFuture().get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
        });
        sessions.then(jenkins -> {
            GarbageCollection.get().collect().toCompletableFuture().get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
            assertThatItWentOn(jenkins, theBuild(jenkins));
            assertThat(cluster.requests().count("create pods")).isEqualTo(1);
        });
    }

    private void assertThatItWentOn(JenkinsRule jenkins, WorkflowRun build) throws Exception {
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("exit code 7", build);
        assertThat(JenkinsRule.getLog(build).lines().filter(line -> line.startsWith("line ")))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, LINES)
                        .mapToObj(i -> "line " + i)
                        .toList());
        await().until(() ->
                pods.store().list(Resource.PODS, "", pod -> true).items().isEmpty());
    }

    @Test
    void podThatEndedWhileTheControllerWasDownIsJudgedByWhatItLeft(@TempDir Path folder) throws Throwable {
        Path goOn = folder.resolve("go-on");
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            WorkflowRun build = PipelinePods.start(
                    jenkins,
                    "def out = runPod(image: 'busybox', returnStdout: true, command: 'echo on; while [ ! -e " + goOn
                            + " ]; do sleep 0.2; done; echo off');"
                            + " echo \"<${out.trim().replace('\\n', '|')}>\"");
            pods.awaitRunning(build, 1);
        });
        Files.createFile(goOn);
        await().until(() -> pods.store()
                        .list(
                                Resource.PODS,
                                "",
                                pod -> pod.at("/status/phase").asText().equals("Succeeded"))
                        .items()
                        .size()
                == 1);
        sessions.then(jenkins -> {
            WorkflowRun build = theBuild(jenkins);
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
            jenkins.assertLogContains("<on|off>", build);
        });
    }

    @Test
    void podOfABuildThatWasAbortedWhileTheClusterWasDownGoesAfterARestart() throws Throwable {
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'busybox', command: 'echo here; sleep 600'");
            jenkins.waitForMessage("here", build);
            cluster.server().stop();
            build.doStop();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        });
        cluster.server().start();
        sessions.then(jenkins -> pods.awaitGone(theBuild(jenkins)));
    }

    /** Nobody ever asks such a step to stop, or to go on: its program is not there. */
    @Test
    void podOfABuildThatCannotBeResumedGoes() throws Throwable {
        AtomicReference<Path> program = new AtomicReference<>();
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            WorkflowRun build = PipelinePods.start(jenkins, "runPod image: 'busybox', command: 'echo here; sleep 600'");
            jenkins.waitForMessage("here", build);
            program.set(build.getRootDir().toPath().resolve("program.dat"));
        });
        Files.delete(program.get());
        sessions.then(jenkins -> {
            WorkflowRun build = theBuild(jenkins);
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
            pods.awaitGone(build);
        });
    }

    private static WorkflowRun theBuild(JenkinsRule jenkins) {
        return Optional.of(jenkins.jenkins.getAllItems(WorkflowJob.class).get(0))
                .map(WorkflowJob::getLastBuild)
                .orElseThrow();
    }
}
