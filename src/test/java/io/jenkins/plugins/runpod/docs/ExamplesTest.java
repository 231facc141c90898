package io.jenkins.plugins.runpod.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.PodScript;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.PodPreset;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Every Groovy block of the documentation runs in the Groovy sandbox, on a cluster on which the images of the examples do well. */
@WithJenkins
@WithCluster
class ExamplesTest {
    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private static final String NEEDS_REPOSITORY = "it needs a repository with tests";

    private static final String NEEDS_STASH = "it needs the stash of the first example";

    /** In place of what a repository has. */
    private static final String SOURCES =
            "writeFile file: 'TEST-app.xml', text: '<testsuite name=\"app\"><testcase classname=\"app\" name=\"runs\"/></testsuite>'";

    /** In place of its build: all files that the examples take. It reads what came with the inputs. */
    private static final String BUILD = "mkdir -p target/surefire-reports target/classes reports"
            + " && cp TEST-app.xml target/surefire-reports && touch target/app.jar target/classes/App.class reports/all.txt";

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start(JenkinsRule rule) throws IOException {
        jenkins = rule;
        rule.jenkins.setLabelString("linux");
        // Commands that any machine has are run, the others do well.
        cluster.script(PodScript.forImage("(?!busybox|alpine).*").exit(0));
        for (String namespace : List.of("ci", "ml")) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            object.putObject("metadata").put("name", namespace);
            cluster.store().create(Resource.NAMESPACES, "", object);
        }
        ClusterConfiguration prod = new ClusterConfiguration("prod");
        prod.setServerUrl(cluster.url());
        prod.setPresets(List.of(
                preset("maven", "spec: {containers: [{image: 'busybox:1.36'}]}"),
                preset("postgres", "spec: {containers: [{}, {name: postgres, image: 'postgres:17'}]}")));
        RunPodGlobalConfiguration.get().setClusters(List.of(prod));
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "npm-token", "", Secret.fromString("t0ken")));
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new FileCredentialsImpl(
                        CredentialsScope.GLOBAL, "kubeconfig", "", "config", SecretBytes.fromString("")));
        SystemCredentialsProvider.getInstance().save();
    }

    private static PodPreset preset(String name, String yaml) {
        PodPreset preset = new PodPreset(name);
        preset.setYaml(yaml);
        return preset;
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    static Stream<Example> examples() throws IOException {
        return Example.all().stream().filter(example -> example.fragment().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleRuns(Example example) throws Exception {
        PipelinePods.run(jenkins, Result.SUCCESS, example.script());
    }

    static Stream<Example> examplesWithRepository() throws IOException {
        return Example.all().stream().filter(example -> example.fragment().equals(NEEDS_REPOSITORY));
    }

    @ParameterizedTest
    @MethodSource("examplesWithRepository")
    void exampleWithRepositoryMovesItsFiles(Example example) throws Exception {
        String script = example.script()
                .replace("checkout scm", SOURCES)
                .replace(
                        "steps {",
                        "steps { " + SOURCES) // an agent of a Declarative Pipeline has them before its first step
                .replaceAll("image: '[^']*', command: '[^']*'", "image: 'busybox:1.36', command: '" + BUILD + "'");
        PipelinePods.run(jenkins, Result.SUCCESS, script);
    }

    static Stream<Example> examplesWithStash() throws IOException {
        return Example.all().stream().filter(example -> example.fragment().equals(NEEDS_STASH));
    }

    @ParameterizedTest
    @MethodSource("examplesWithStash")
    void exampleWithStashGetsItsFiles(Example example) throws Exception {
        String script = example.script()
                .replaceAll("image: ['\"][^'\"]*['\"]", "image: 'busybox:1.36'")
                .replaceAll("command: '[^']*'", "command: '" + BUILD + "'");
        PipelinePods.run(jenkins, Result.SUCCESS, "node { " + SOURCES + "; stash 'sources' }\n" + script);
    }

    @Test
    void examplesAreFound() throws IOException {
        assertThat(Example.all()).extracting(each -> each.file().toString()).contains("README.md", "docs/migration.md");
        assertThat(examplesWithRepository()).hasSize(3);
        assertThat(examplesWithStash()).hasSize(4);
    }
}
