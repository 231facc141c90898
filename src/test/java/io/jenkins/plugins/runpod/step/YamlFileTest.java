package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.tasks.Shell;
import hudson.util.FormValidation;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.Map;
import org.htmlunit.html.HtmlPage;
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
class YamlFileTest {
    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private static final String POD =
            "metadata: {labels: {team: blue, kind: yaml}}\\nspec:\\n  containers:\\n  - name: build\\n    image: busybox\\n"
                    + "    env: [{name: A, value: yaml}, {name: B, value: yaml}]\\n";

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static PipelinePods pods;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
        pods = new PipelinePods(cluster);
        PipelinePods.configure(cluster.url());
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static WorkflowRun run(Result expected, String step) throws Exception {
        return PipelinePods.run(
                jenkins, expected, "node { writeFile file: 'pod.yaml', text: '" + POD + "'\n" + step + "\n}");
    }

    @Test
    void podIsThatOfTheFileAndWhatTheStepGivesWins() throws Exception {
        WorkflowRun build = run(
                Result.SUCCESS,
                "runPod yamlFile: 'pod.yaml', env: [A: 'step'], labels: [kind: 'step'], command: 'echo \"A=$A B=$B\"',"
                        + " retention: 'keep'");

        jenkins.assertLogContains("A=step B=yaml", build);
        ObjectNode pod = pods.of(build).get(0);
        assertThat(pod.at("/metadata/labels/team").asText()).isEqualTo("blue");
        assertThat(pod.at("/metadata/labels/kind").asText()).isEqualTo("step");
    }

    @Test
    void stepWithoutAWorkspaceSaysSo() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, "runPod yamlFile: 'pod.yaml'");

        jenkins.assertLogContains("yamlFile: the step has no workspace. Put the step into node { }", build);
    }

    @Test
    void fileThatIsNotThereIsNamed() throws Exception {
        jenkins.assertLogContains(
                "yamlFile: there is no file other.yaml in the workspace",
                run(Result.FAILURE, "runPod yamlFile: 'other.yaml'"));
    }

    @Test
    void fileOutsideOfTheWorkspaceIsNotRead() throws Exception {
        jenkins.assertLogContains(
                "yamlFile: ../../config.xml is not within the workspace",
                run(Result.FAILURE, "runPod yamlFile: '../../config.xml'"));
        jenkins.assertLogContains(
                "yamlFile: /etc/passwd is not within the workspace",
                run(Result.FAILURE, "runPod yamlFile: '/etc/passwd'"));
    }

    @Test
    void linkThatLeadsOutOfTheWorkspaceIsNotFollowed() throws Exception {
        jenkins.assertLogContains(
                "yamlFile: link is not within the workspace",
                run(Result.FAILURE, "sh 'ln -sf /etc/passwd link'\nrunPod yamlFile: 'link'"));
    }

    @Test
    void fileThatIsNoPodIsRefusedUnderTheNameOfTheParameter() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.FAILURE,
                "node { writeFile file: 'x', text: 'kind: Job'; runPod yamlFile: 'x', image: 'busybox' }");

        jenkins.assertLogContains("yamlFile: must be a Pod, not a Job", build);
    }

    @Test
    void fieldThatMayBelongToANewerKubernetesIsAWarningInTheLog() throws Exception {
        String yaml = "{spec: {containers: [{name: a, image: busybox, command: [\"true\"], quantum: 1}]}}";

        jenkins.assertLogContains(
                "Warning: yamlFile: line 1: spec.containers[0].quantum is unknown to run-pod",
                run(Result.SUCCESS, "writeFile file: 'q', text: '" + yaml + "'\nrunPod yamlFile: 'q'"));
    }

    @Test
    void yamlAndAFileDoNotGoTogether() throws Exception {
        jenkins.assertLogContains(
                "yamlFile: cannot be given together with yaml",
                run(Result.FAILURE, "runPod yamlFile: 'pod.yaml', yaml: 'kind: Pod', image: 'busybox'"));
    }

    @Test
    void freestyleJobReadsTheFileFromItsWorkspace() throws Exception {
        jenkins.assertLogContains(
                "B is yaml", jenkins.buildAndAssertSuccess(freestyle("pod.yaml", "echo \"B is $B\"")));
    }

    @Test
    void freestyleJobDoesNotReadAFileThatABuildParameterNames() throws Exception {
        FreeStyleProject project = freestyle("$FILE_NAME.yaml", "true");
        project.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("FILE_NAME", "pod")));

        jenkins.assertLogContains(
                "yamlFile: there is no file $FILE_NAME.yaml", jenkins.buildAndAssertStatus(Result.FAILURE, project));
    }

    private static FreeStyleProject freestyle(String file, String command) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new Shell("printf '" + POD + "' > pod.yaml"));
        RunPodStep step = new RunPodStep();
        step.setYamlFile(file);
        step.setCommand(command);
        project.getBuildersList().add(new RunPodBuilder(step));
        return project;
    }

    // --- the preview ----------------------------------------------------------------------------------------------

    private static FormValidation preview(RunPodStep step) {
        return PodPreview.of(null, () -> step);
    }

    @Test
    void previewShowsThePodWithReferencesInPlaceOfSecrets() {
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        step.setSecretEnv(Map.of("TOKEN", "token"));

        assertThat(preview(step).kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(preview(step).renderHtml()).contains("image: busybox", "secretKeyRef:", "key: TOKEN");
    }

    @Test
    void previewEscapesWhatItShows() {
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        step.setEnv(Map.of("A", "<script>"));

        assertThat(preview(step).renderHtml()).contains("&lt;script&gt;").doesNotContain("<script>");
    }

    @Test
    void previewListsAllThatIsWrong() {
        RunPodStep step = new RunPodStep();
        step.setStartTimeout("soon");

        assertThat(preview(step).renderHtml()).contains("image: is required", "startTimeout");
    }

    @Test
    void previewIsMadeOfTheFormAsItStands() throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        RunPodStep step = new RunPodStep();
        step.setImage("busybox:of-the-form");
        step.setResources(Map.of("limits", Map.of("memory", "1Gi")));
        project.getBuildersList().add(new RunPodBuilder(step));
        try (JenkinsRule.WebClient web = jenkins.createWebClient()) {
            HtmlPage page = web.getPage(project, "configure");
            jenkins.getButtonByCaption(page.getFormByName("config"), "Preview the pod")
                    .click();
            web.waitForBackgroundJavaScript(10_000);

            assertThat(page.getBody().getTextContent()).contains("image: busybox:of-the-form", "memory: 1Gi");
        }
    }
}
