package io.jenkins.plugins.runpod.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.AbortException;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.TaskDefinition;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.step.PipelinePods;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a user can give as inputs and outputs, and what is said otherwise. Nothing of it reaches a cluster. */
@WithJenkins
class FilesGivenTest {
    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
        PipelinePods.configure("https://127.0.0.1:1");
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    /** The names of steps win over symbols: the steps run, and their values are in the lists. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "inputs: [stash('sources')] | inputs: holds null. Write fromStash(…) or fromWorkspace(…) there.",
                "outputs: [stash('sources')] | outputs: holds null. Write toJUnit(…), toArtifacts(…)",
                "outputs: [junit('*.xml')] | outputs: holds a TestResultSummary. Write toJUnit(…), toArtifacts(…)",
                "outputs: [fromStash('a')] | outputs: holds fromStash(…). Write toJUnit(…)",
                "inputs: [fromStash('a'), 'src/**'] | inputs: holds a String. Write fromStash(…)",
            })
    void wrongValueIsToldInOneSentence(String parameter, String sentence) throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, """
                node {
                    writeFile file: 'a.xml', text: '<testsuite name="a"><testcase name="b" classname="c"/></testsuite>'
                    runPod image: 'busybox', %s
                }
                """.formatted(parameter));

        jenkins.assertLogContains(sentence, build);
    }

    @Test
    void allProblemsAreToldAtOnce() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, """
                runPod startTimeout: 'soon', inputs: [fromStash(''), fromWorkspace()],
                       outputs: [toWorkspace('r/**'), toJUnit(''), toArtifacts('../x'), toStash('a/b')]
                """);

        assertThat(JenkinsRule.getLog(build))
                .contains(
                        "inputs: fromStash: needs the name of a stash\n",
                        "inputs: fromWorkspace: the step has no workspace. Put the step into node { }, or use a stash\n",
                        "outputs: toWorkspace 'r/**': the step has no workspace.",
                        "outputs: toJUnit: needs a pattern of files. '**' means all files\n",
                        "outputs: toStash 'a/b': \"a/b\" is no name of a stash\n",
                        "outputs: toArtifacts '../x': The pattern '../x' climbs",
                        "startTimeout: \"soon\"",
                        "image: is required");
    }

    @Test
    void savedOutputWhosePluginIsGoneFailsByItselfWhenItShouldTakeItsFiles() throws Exception {
        FilesOfTask files = new FilesOfTask(
                List.of(), List.of(new ArtifactsOutput("a"), new StashOutput("b"), new JUnitOutput("c")));
        TaskParameters parameters = new TaskParameters();
        parameters.image = "busybox";
        parameters.files = files.plan(ArchiveLimits.DEFAULT);
        TaskDefinition saved = SavedOutputs.with(
                new TaskDefinition(TaskSpecification.of(parameters, "ns", TaskPolicy.standard()), Map.of("own", "x")),
                files.outputs());
        Map<String, String> later = new TreeMap<>(saved.caller());
        later.replaceAll((key, xml) -> xml.replace(StashOutput.class.getName(), "com.example.gone.NamedOutput"));

        List<PodOutput> outputs = SavedOutputs.of(new TaskDefinition(saved.specification(), later));

        assertThat(outputs).hasToString("[toArtifacts 'a', toStash 'b', toJUnit 'c']");
        assertThat(outputs.get(0))
                .usingRecursiveComparison()
                .isEqualTo(files.outputs().get(0));
        assertThatThrownBy(() -> outputs.get(1).take(null, Path.of("files"), List.of("a")))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("No installed plugin has such an output any more");
    }

    /** A stash compresses well, so its own size says nothing. */
    @Test
    void stashBeyondTheLimitIsRefusedBeforeItIsUnpacked() throws Exception {
        ClusterConfiguration cluster =
                RunPodGlobalConfiguration.get().getClusters().get(0);
        cluster.setMostFileBytes("10 MiB");
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, """
                node {
                    sh 'head -c 20971520 /dev/zero > large.bin'
                    stash 'large'
                }
                runPod image: 'busybox', inputs: fromStash('large')
                """);
        cluster.setMostFileBytes(null);

        jenkins.assertLogContains(
                "runPod cannot start:\n- inputs: fromStash 'large': The files have 20 MiB, and the limit is 10 MiB."
                        + " The largest: 'large.bin' (20 MiB)",
                build);
    }

    /** The file has the secret in its name, as a checkout with a token in its URL can have. */
    @Test
    void refusalOfAnInputDoesNotQuoteASecret() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString("tok-7Fq2xK9")));
        ClusterConfiguration cluster =
                RunPodGlobalConfiguration.get().getClusters().get(0);
        cluster.setMostFileBytes("10");
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, """
                node {
                    writeFile file: 'tok-7Fq2xK9.txt', text: 'more than ten bytes'
                    runPod image: 'busybox', secretEnv: [TOKEN: 'token'], inputs: fromWorkspace()
                }
                """);
        cluster.setMostFileBytes(null);

        jenkins.assertLogContains("The largest: '****.txt' (19 bytes)", build);
        jenkins.assertLogNotContains("tok-7Fq2xK9", build);
    }

    @Test
    void oneInputNeedsNoBrackets() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins, Result.FAILURE, "runPod image: 'busybox', inputs: fromStash('nothing'), namespace: 'a'");

        jenkins.assertLogContains("runPod cannot start:\n- inputs: fromStash 'nothing': No such saved stash", build);
    }
}
