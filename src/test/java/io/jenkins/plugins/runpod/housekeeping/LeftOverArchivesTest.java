package io.jenkins.plugins.runpod.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestBuilder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class LeftOverArchivesTest {
    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    /** The folder of a task that no engine runs. */
    private static Path archives(Path build) throws IOException {
        Path folder = Files.createDirectories(TaskFiles.folder(build).resolve("some-task.files"));
        Files.writeString(folder.resolve("inputs.tar"), "packed");
        return folder;
    }

    private static Path archives(Run<?, ?> build) throws IOException {
        return archives(build.getRootDir().toPath());
    }

    /** Leaves archives behind, and goes on as it is told. */
    private static final class Step extends TestBuilder {
        /** Jenkins saves the step. */
        private static volatile CountDownLatch goOn;

        @Override
        public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
                throws InterruptedException, IOException {
            archives(build);
            listener.getLogger().println("packed");
            goOn.await();
            return true;
        }
    }

    private static FreeStyleBuild start(CountDownLatch goOn) throws Exception {
        Step.goOn = goOn;
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new Step());
        FreeStyleBuild build = project.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("packed", build);
        return build;
    }

    @Test
    void endOfTheBuildDeletesWhatNoTaskOwns() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        FreeStyleBuild build = start(goOn);
        goOn.countDown();

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));

        await().untilAsserted(() -> assertThat(TaskFiles.folder(build)).isEmptyDirectory());
    }

    @Test
    void searchDeletesThoseOfBuildsThatDoNotRun() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        FreeStyleBuild running = start(goOn);
        FreeStyleProject project = jenkins.createFreeStyleProject();
        Path ended = archives(jenkins.buildAndAssertSuccess(project));
        Path killed = archives(project.getBuildDir().toPath().resolve("7"));
        Path unreadable = archives(project.getBuildDir().toPath().resolve("8"));
        Files.writeString(project.getBuildDir().toPath().resolve("8/build.xml"), "damaged");

        LeftOverArchives.search();

        assertThat(ended).doesNotExist();
        assertThat(killed).doesNotExist();
        assertThat(unreadable).exists();
        assertThat(TaskFiles.folder(running).resolve("some-task.files")).exists();
        goOn.countDown();
        jenkins.waitForCompletion(running);
    }
}
