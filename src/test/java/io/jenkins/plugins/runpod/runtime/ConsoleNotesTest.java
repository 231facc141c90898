package io.jenkins.plugins.runpod.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.console.ConsoleNote;
import hudson.console.HyperlinkNote;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.step.RunPodStep;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.StringWriter;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A pod that writes what Jenkins writes for its own links, with a valid signature, as after a look into another log. */
@WithJenkins
@WithCluster
class ConsoleNotesTest {
    private static final String ADDRESS = "http://evil.example/";

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

    /** The note stands in the output and in the message of the failure, which quotes the last lines. */
    private static String command(String escape) {
        String note = HyperlinkNote.encodeTo(ADDRESS, "a link").replace("\u001B", escape);
        return "printf \"%b\\n\" \"" + note + "\"; exit 3";
    }

    private static void assertPlain(Run<?, ?> build) throws Exception {
        StringWriter page = new StringWriter();
        build.getLogText().writeHtmlTo(0, page);

        assertThat(page.toString()).contains("^[[8mha:", "a link").doesNotContain(ADDRESS);
        assertThat(String.join("\n", build.getLog(1_000)).lines().filter(line -> line.startsWith("ERROR:")))
                .singleElement()
                .asString()
                .contains("^[[8mha:");
        assertThat(Files.readString(build.getLogFile().toPath()).lines().filter(line -> line.endsWith("a link")))
                .isNotEmpty()
                .noneMatch(line -> line.contains(ConsoleNote.PREAMBLE_STR));
    }

    @Test
    void linkOfJenkinsItselfIsALink() throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new org.jvnet.hudson.test.TestBuilder() {
            @Override
            public boolean perform(
                    hudson.model.AbstractBuild<?, ?> build,
                    hudson.Launcher launcher,
                    hudson.model.BuildListener listener) {
                listener.getLogger().println(HyperlinkNote.encodeTo(ADDRESS, "a link"));
                return true;
            }
        });
        StringWriter page = new StringWriter();
        jenkins.buildAndAssertSuccess(project).getLogText().writeHtmlTo(0, page);

        assertThat(page.toString()).contains(ADDRESS);
    }

    @Test
    void podOfAPipelineWritesNone() throws Exception {
        assertPlain(PipelinePods.run(
                jenkins, Result.FAILURE, "runPod image: 'busybox', command: '" + command("\\\\033") + "'"));
    }

    @Test
    void podOfAFreestyleBuildWritesNone() throws Exception {
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        step.setCommand(command("\\033"));
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new RunPodBuilder(step));

        assertPlain(jenkins.buildAndAssertStatus(Result.FAILURE, project));
    }
}
