package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.InvisibleAction;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class PodsActionFactoryTest {
    private static final AtomicInteger LOOKS = new AtomicInteger();

    /** Counts how often this plugin asks where its files are. */
    public static final class Build extends FreeStyleBuild {
        public Build(FreeStyleProject project) throws IOException {
            super(project);
        }

        @Override
        public File getRootDir() {
            if (StackWalker.getInstance()
                    .walk(frames -> frames.anyMatch(frame ->
                            frame.getClassName().startsWith("io.jenkins.plugins.runpod.ui.PodsAction$Factory")))) {
                LOOKS.incrementAndGet();
            }
            return super.getRootDir();
        }
    }

    private static final class Other extends InvisibleAction {}

    @Test
    void actionOfAnotherPluginIsFoundWithoutALookAtTheFilesOfTasks(JenkinsRule jenkins) throws Exception {
        Build build = new Build(jenkins.createFreeStyleProject());
        Files.createDirectories(TaskFiles.folder(build));
        build.addAction(new Other());
        LOOKS.set(0);

        assertThat(build.getAction(Other.class)).isNotNull();
        assertThat(LOOKS).hasValue(0);
    }

    @Test
    void ownActionCostsOneLook(JenkinsRule jenkins) throws Exception {
        Build build = new Build(jenkins.createFreeStyleProject());
        Files.createDirectories(TaskFiles.folder(build));
        LOOKS.set(0);

        assertThat(build.getAction(PodsAction.class)).isNotNull();
        assertThat(LOOKS).hasValue(1);
    }
}
