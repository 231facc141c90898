package io.jenkins.plugins.runpod.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.junit.TestResultAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class EarlierReportsTest {
    private record Around(Run<?, ?> run) implements FilesContext {
        @Override
        public TaskListener listener() {
            return TaskListener.NULL;
        }

        @Override
        public EnvVars environment() {
            return new EnvVars();
        }

        @Override
        public Optional<FlowNode> node() {
            return Optional.empty();
        }

        @Override
        public FilePath workspace() throws AbortException {
            throw new AbortException("There is none");
        }

        @Override
        public String masked(String words) {
            return words;
        }

        @Override
        public long mostBytes() {
            return Long.MAX_VALUE;
        }

        @Override
        public int mostFiles() {
            return Integer.MAX_VALUE;
        }
    }

    /** All outputs are asked again after a crash. */
    @Test
    void reportsThatWereNotPublishedAreNotTakenForThoseOfAnotherOutput(JenkinsRule jenkins, @TempDir Path folder)
            throws Exception {
        FilesContext context = new Around(jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject()));
        Path files = Files.createDirectory(folder.resolve("unpacked"));
        Files.writeString(files.resolve("none.xml"), "<testsuite name=\"none\"/>");
        Files.writeString(files.resolve("some.xml"), RunPodFilesTest.REPORT);
        JUnitOutput none = new JUnitOutput("none.xml");
        JUnitOutput some = new JUnitOutput("some.xml");
        some.setSkipMarkingBuildUnstable(true); // the build is over

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> none.take(context, files, List.of("none.xml")))
                    .isInstanceOf(AbortException.class);
            some.take(context, files, List.of("some.xml"));
        }

        assertThat(context.run().getAction(TestResultAction.class).getTotalCount())
                .isEqualTo(2);
    }
}
