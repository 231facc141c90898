package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.FolderRule;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.TaskFile;
import io.jenkins.plugins.runpod.engine.file.AtomicFile;
import io.jenkins.plugins.runpod.housekeeping.GarbageCollection;
import io.jenkins.plugins.runpod.runtime.EndedTaskListener;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.actions.LabelAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** What is saved of a step, and what becomes of it under other settings and other versions. */
class SavedStepTest {
    private static final String SECRET = "hush-42-hush";

    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    @RegisterExtension
    final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private static final List<String> PARENTS = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private final PipelinePods pods = new PipelinePods(cluster);

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static WorkflowRun theBuild(JenkinsRule jenkins) {
        return jenkins.jenkins.getAllItems(WorkflowJob.class).get(0).getLastBuild();
    }

    private static Path file(WorkflowRun build) throws IOException {
        try (Stream<Path> files = Files.list(TaskFiles.folder(build))) {
            return files.filter(path -> path.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String program(WorkflowRun build) throws IOException {
        return Files.readString(build.getRootDir().toPath().resolve("program.dat"), StandardCharsets.ISO_8859_1);
    }

    /** Its pod runs until the file exists. */
    private String step() {
        return "runPod image: 'busybox', env: [TOKEN: 'hush-' + (6 * 7) + '-hush'],"
                + " command: 'echo here; while [ ! -e " + end() + " ]; do sleep 0.1; done; exit 7'";
    }

    private Path end() {
        return folder.resolve("end");
    }

    private void assertThatItEndsAsItWasBegun(JenkinsRule jenkins) throws Exception {
        Files.createFile(end());
        WorkflowRun build = theBuild(jenkins);
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("exit code 7", build);
        assertThat(cluster.requests().count("create pods")).isEqualTo(1);
        pods.awaitGone(build);
    }

    @Test
    void taskGoesOnThoughItsClusterWasRenamedAndItsJobMayNotUseItAnyMore() throws Throwable {
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            jenkins.waitForMessage("here", PipelinePods.start(jenkins, step()));
            ClusterConfiguration renamed = new ClusterConfiguration("renamed");
            renamed.setServerUrl(cluster.url());
            FolderRule rule = new FolderRule("somewhere/else");
            rule.setNamespaces("other");
            renamed.setFolders(List.of(rule));
            RunPodGlobalConfiguration.get().setClusters(List.of(renamed));
        });
        sessions.then(this::assertThatItEndsAsItWasBegun);
    }

    @Test
    void taskGoesOnThoughItsClusterWasRemovedAndItsNameGivenToAnother() throws Throwable {
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            jenkins.waitForMessage("here", PipelinePods.start(jenkins, step()));
            PipelinePods.configure("http://127.0.0.1:1");
        });
        sessions.then(this::assertThatItEndsAsItWasBegun);
    }

    /** The parameters of that program would be refused now. */
    @Test
    void taskGoesOnThoughTheProgramWasRolledBackToWhenItHadTheParameters() throws Throwable {
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            WorkflowRun build = PipelinePods.start(jenkins, step());
            jenkins.waitForMessage("here", build);
            await().untilAsserted(() -> assertThat(program(build)).doesNotContain(SECRET));
            RunPodStep refused = new RunPodStep();
            refused.setStartTimeout("soon");
            StepExecution step =
                    build.getExecution().getCurrentExecutions(false).get().get(0);
            Field parameters = RunPodStepExecution.class.getDeclaredField("step");
            parameters.setAccessible(true);
            parameters.set(step, refused);
            step.getContext().saveState().get();
            assertThat(program(build)).contains("soon");
        });
        sessions.then(this::assertThatItEndsAsItWasBegun);
    }

    @Test
    void spanAroundTheStepIsKeptOverARestart() throws Throwable {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            jenkins.waitForMessage(
                    "here", PipelinePods.start(jenkins, "withEnv(['TRACEPARENT=" + parent + "']) { " + step() + " }"));
        });
        sessions.then(jenkins -> {
            assertThatItEndsAsItWasBegun(jenkins);
            await().until(() -> PARENTS.equals(List.of(parent)));
        });
    }

    /** Remembers the spans around ended tasks. */
    @TestExtension("spanAroundTheStepIsKeptOverARestart")
    public static final class Parents implements EndedTaskListener {
        @Override
        public void ended(Ended ended) {
            PARENTS.add(ended.traceParent());
        }
    }

    @Test
    void parametersAreNeitherInTheProgramNorReadableInTheFileOnceTheTaskIsSaved() throws Throwable {
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            WorkflowRun build = PipelinePods.start(jenkins, step());
            jenkins.waitForMessage("here", build);
            await().untilAsserted(() -> assertThat(program(build)).doesNotContain(SECRET, "busybox"));

            assertThat(Files.readString(file(build))).contains("\"format\":3").doesNotContain(SECRET, "echo here");
            assertThat(TaskFiles.definition(TaskFile.read(file(build)).orElseThrow())
                            .caller())
                    .containsOnlyKeys(
                            "cluster",
                            "folder",
                            "serverUrl",
                            "skipTlsVerification",
                            "useJenkinsProxy",
                            "returnStatus",
                            "returnStdout");
            assertThat(pods.of(build).toString()).contains(SECRET);
        });
        sessions.then(this::assertThatItEndsAsItWasBegun);
    }

    @Test
    void fileOfANewerVersionFailsTheStepAndItsPodIsLeftAlone() throws Throwable {
        assertThatItIsRefused(
                "\"format\":3", "\"format\":9", "it has format 9 and this version of run-pod knows formats up to 3");
    }

    @Test
    void damagedFileFailsTheStepAndItsPodIsLeftAlone() throws Throwable {
        assertThatItIsRefused("\"stage\"", "\"st", "cannot be read: ");
    }

    @Test
    void taskGoesOnThoughItsFileIsEmptyAfterALossOfPower() throws Throwable {
        AtomicReference<Path> saved = new AtomicReference<>();
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            WorkflowRun build = PipelinePods.start(jenkins, step());
            jenkins.waitForMessage("here", build);
            saved.set(file(build));
            await().until(() -> Files.exists(AtomicFile.forced(saved.get())));
        });
        Files.writeString(saved.get(), "");
        sessions.then(this::assertThatItEndsAsItWasBegun);
    }

    @Test
    void fileThatAnotherControllerHasEncryptedFailsTheStepAndItsPodIsLeftAlone() throws Throwable {
        assertThatItIsRefused(
                "\"definition\":\"{AQ", "\"definition\":\"{Ag", "it was not encrypted with the key of this controller");
    }

    private void assertThatItIsRefused(String from, String to, String why) throws Throwable {
        AtomicReference<Path> saved = new AtomicReference<>();
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            WorkflowRun build = PipelinePods.start(jenkins, step());
            jenkins.waitForMessage("here", build);
            NodeLabelTest.node(build).addAction(new LabelAction("of a wait"));
        });
        sessions.then(jenkins -> saved.set(file(theBuild(jenkins))));
        Files.writeString(saved.get(), Files.readString(saved.get()).replace(from, to));
        Files.deleteIfExists(AtomicFile.forced(saved.get()));
        sessions.then(jenkins -> {
            WorkflowRun build = theBuild(jenkins);
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
            jenkins.assertLogContains(why, build);
            jenkins.assertLogContains("Its pod is left alone.", build);
            assertThat(NodeLabelTest.label(build)).isEmpty();
            GarbageCollection.get().collect().toCompletableFuture().get(1, TimeUnit.MINUTES);
            assertThat(pods.of(build))
                    .singleElement()
                    .matches(pod -> pod.at("/metadata/deletionTimestamp").isMissingNode());
        });
    }
}
