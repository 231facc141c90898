package io.jenkins.plugins.runpod.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Result;
import hudson.tasks.junit.TestResultAction;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.List;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Jenkins goes down while an input comes, and while outputs are handed over. */
@WithCluster
class FilesRestartTest {
    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    @RegisterExtension
    final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @TempDir
    private Path folder;

    private EmbeddedCluster cluster;

    /** Counts its calls, and holds the first ones until a file is there. */
    private static void hold(String folder, String what) throws IOException, InterruptedException {
        Path calls = Path.of(folder, what + "-calls");
        Files.writeString(calls, Files.exists(calls) ? Files.readString(calls) + "x" : "x");
        try (WatchService news = FileSystems.getDefault().newWatchService()) {
            Path.of(folder).register(news, StandardWatchEventKinds.ENTRY_CREATE);
            while (Files.notExists(Path.of(folder, what + "-may-go-on"))) {
                news.take().reset(); // Jenkins interrupts this when it goes down
            }
        }
    }

    /** An input of another plugin. */
    public static final class HeldInput extends PodInput {
        private static final long serialVersionUID = 1L;

        private final String folder;

        @DataBoundConstructor
        public HeldInput(String folder) {
            this.folder = folder;
        }

        public String getFolder() {
            return folder;
        }

        @Override
        public void provide(FilesContext context, Path files) throws IOException, InterruptedException {
            Files.writeString(files.resolve("in.txt"), "content");
            hold(folder, "input");
        }

        @TestExtension
        @Symbol("fromHeld")
        public static final class DescriptorImpl extends PodInputDescriptor {}
    }

    /** An output of another plugin. */
    public static final class HeldOutput extends PodOutput {
        private static final long serialVersionUID = 1L;

        private final String folder;

        @DataBoundConstructor
        public HeldOutput(String folder) {
            this.folder = folder;
        }

        public String getFolder() {
            return folder;
        }

        @Override
        public String includes() {
            return "*.txt";
        }

        @Override
        public void take(FilesContext context, Path files, List<String> paths)
                throws IOException, InterruptedException {
            hold(folder, "output");
            context.listener().getLogger().println("held output took " + paths);
        }

        @TestExtension
        @Symbol("toHeld")
        public static final class DescriptorImpl extends PodOutputDescriptor {}
    }

    private void awaitCall(String what, String calls) {
        await().until(() -> Files.exists(folder.resolve(what + "-calls"))
                && Files.readString(folder.resolve(what + "-calls")).equals(calls));
    }

    private static WorkflowRun theBuild(JenkinsRule jenkins) {
        return jenkins.jenkins.getAllItems(WorkflowJob.class).get(0).getLastBuild();
    }

    @Test
    void inputsArePackedAgainAndOutputsAreTakenOnce() throws Throwable {
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            PipelinePods.start(jenkins, """
                    stage('Test') {
                        runPod image: 'busybox', inputs: fromHeld('%1$s'),
                            command: '''cp in.txt out.txt; echo '%2$s' > TEST-a.xml; cp TEST-a.xml TEST-b.xml''',
                            outputs: [toJUnit('TEST-*.xml'), toJUnit(testResults: 'TEST-a*.xml'), toArtifacts('out.txt'), toHeld('%1$s')]
                    }
                    """.formatted(folder, RunPodFilesTest.REPORT));
            awaitCall("input", "x");
            assertThat(theBuild(jenkins)
                            .getExecution()
                            .getCurrentExecutions(true)
                            .get())
                    .singleElement()
                    .matches(step -> step.getStatus().equals("packing its inputs"));
        });
        assertThat(cluster.requests().count("create pods")).isZero();
        sessions.then(jenkins -> {
            awaitCall("input", "xx");
            Files.createFile(folder.resolve("input-may-go-on"));
            awaitCall("output", "x");
        });
        Files.createFile(folder.resolve("output-may-go-on"));
        sessions.then(jenkins -> {
            WorkflowRun build = theBuild(jenkins);
            jenkins.assertBuildStatus(Result.UNSTABLE, jenkins.waitForCompletion(build));

            jenkins.assertLogContains("held output took [in.txt, out.txt]", build);
            TestResultAction tests = build.getAction(TestResultAction.class);
            assertThat(tests.getTotalCount()).isEqualTo(4);
            assertThat(tests.getResult().getSuites()).hasSize(1);
            assertThat(build.getArtifacts()).hasSize(1);
            assertThat(Files.readString(folder.resolve("input-calls"))).isEqualTo("xx");
            assertThat(Files.readString(folder.resolve("output-calls"))).isEqualTo("xx");
            assertThat(cluster.requests().count("create pods")).isEqualTo(1);
        });
    }

    @Test
    void filesMoveWithARenamedFolder() throws Throwable {
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            Folder jobs = jenkins.createProject(Folder.class, "before");
            WorkflowJob job = jobs.createProject(WorkflowJob.class, "job");
            job.setDefinition(new CpsFlowDefinition("""
                    runPod image: 'busybox', command: 'cp in.txt out.txt', inputs: fromHeld('%1$s'),
                        outputs: [toHeld('%1$s'), toArtifacts('out.txt')]
                    """.formatted(folder), true));
            WorkflowRun build = job.scheduleBuild2(0).waitForStart();
            awaitCall("input", "x");
            jobs.renameTo("between");
            Files.createFile(folder.resolve("input-may-go-on"));
            awaitCall("output", "x");
            jobs.renameTo("after");
            Files.createFile(folder.resolve("output-may-go-on"));

            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));

            assertThat(build.getArtifacts()).hasSize(1);
        });
    }

    @Test
    void abortEndsAnInputThatHangs() throws Throwable {
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            WorkflowRun build =
                    PipelinePods.start(jenkins, "runPod image: 'busybox', inputs: [fromHeld('" + folder + "')]");
            awaitCall("input", "x");

            build.doStop();

            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
            assertThat(cluster.requests().count("create pods")).isZero();
        });
    }
}
