package io.jenkins.plugins.runpod.freestyle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.plugins.credentials.CredentialsParameterDefinition;
import com.cloudbees.plugins.credentials.CredentialsParameterValue;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParameterDefinition;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.PasswordParameterDefinition;
import hudson.model.PasswordParameterValue;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import hudson.slaves.EnvironmentVariablesNodeProperty;
import hudson.tasks.BuildWrapper;
import hudson.util.Secret;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.step.RunPodStep;
import io.jenkins.plugins.runpod.testing.SecretSearch;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.credentialsbinding.impl.SecretBuildWrapper;
import org.jenkinsci.plugins.credentialsbinding.impl.StringBinding;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a build hands to its pod, and what a user who may only start the build can do with it. */
@WithJenkins
@WithCluster
class BuildVariablesTest {
    private static final String TOKEN = "lamplighter-7391-of-the-old-town";
    private static final String PASSWORD = "brass-kettle-2208";

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static PipelinePods pods;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        pods = new PipelinePods(cluster);
        PipelinePods.configure(cluster.url());
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString(TOKEN)));
        SystemCredentialsProvider.getInstance().save();
        jenkins.jenkins
                .getGlobalNodeProperties()
                .add(new EnvironmentVariablesNodeProperty(
                        new EnvironmentVariablesNodeProperty.Entry("FOR_ALL_BUILDS", "registry.example")));
        jenkins.jenkins
                .getNodeProperties()
                .add(new EnvironmentVariablesNodeProperty(
                        new EnvironmentVariablesNodeProperty.Entry("OF_THE_NODE", "/opt/tools")));
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    /** A build wrapper that sets variables, some of them for the machine. */
    public static final class Wrapper extends BuildWrapper {
        @Override
        public Environment setUp(AbstractBuild build, Launcher launcher, BuildListener listener) {
            return new Environment() {
                @Override
                public void buildEnvVars(Map<String, String> env) {
                    env.put("OF_THE_WRAPPER", "wrapped");
                    env.put("PATH+TOOL", "/opt/tool/bin");
                    env.put("JAVA_HOME", "/opt/jdk");
                    env.put("REFERS", "to $WORD and $SECRET");
                }
            };
        }

        @TestExtension
        public static final class DescriptorImpl extends hudson.tasks.BuildWrapperDescriptor {
            @Override
            public boolean isApplicable(hudson.model.AbstractProject<?, ?> item) {
                return true;
            }
        }
    }

    private static RunPodStep step(String command) {
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        step.setCommand(command);
        step.setTerminationGracePeriod("2s");
        return step;
    }

    private static FreeStyleProject project(RunPodStep step, ParameterDefinition... parameters) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new RunPodBuilder(step));
        project.addProperty(new ParametersDefinitionProperty(parameters));
        return project;
    }

    private static FreeStyleBuild build(Result expected, FreeStyleProject project, ParameterValue... values)
            throws Exception {
        return jenkins.assertBuildStatus(expected, project.scheduleBuild2(0, new ParametersAction(values)));
    }

    private static FreeStyleBuild build(Result expected, RunPodStep step, String name, String value) throws Exception {
        return build(
                expected,
                project(step, new StringParameterDefinition(name, "x")),
                new StringParameterValue(name, value));
    }

    // --- what the container gets ---------------------------------------------------------------------------------

    @Test
    void containerHasTheVariablesOfTheBuildAndNotThoseOfTheMachine() throws Exception {
        RunPodStep step = step("echo \"[$WORD] [$JOB_NAME] [$BUILD_NUMBER] [$FOR_ALL_BUILDS] [$OF_THE_WRAPPER]\"");
        FreeStyleProject project = project(step, new StringParameterDefinition("WORD", "x"));
        step.setRetention("keep");
        project.getBuildWrappersList().add(new Wrapper());

        FreeStyleBuild build = build(Result.SUCCESS, project, new StringParameterValue("WORD", "given"));

        jenkins.assertLogContains("[given] [" + project.getName() + "] [1] [registry.example] [wrapped]", build);
        assertThat(env(pods.of(build).get(0)).keySet())
                .contains("WORD", "JOB_NAME", "BUILD_URL")
                .doesNotContain(
                        "PATH",
                        "HOME",
                        "JAVA_HOME",
                        "PATH+TOOL",
                        "OF_THE_NODE",
                        "JENKINS_HOME",
                        "WORKSPACE",
                        "NODE_NAME")
                .doesNotContainAnyElementsOf(System.getenv().keySet().stream()
                        .filter(name -> !name.startsWith("BUILD_"))
                        .toList());
    }

    private static Map<String, String> env(ObjectNode pod) {
        Map<String, String> env = new java.util.TreeMap<>();
        pod.at("/spec/containers/0/env")
                .forEach(variable -> env.put(
                        variable.path("name").asText(), variable.path("value").asText("")));
        return env;
    }

    @Test
    void variablesOfTheTaskWinAndTheirValuesAreExpanded() throws Exception {
        RunPodStep step = step("echo \"$GREETING, $BUILD_NUMBER\"");
        step.setEnv(Map.of("GREETING", "dear ${WORD}", "BUILD_NUMBER", "mine"));

        jenkins.assertLogContains("dear given, mine", build(Result.SUCCESS, step, "WORD", "given"));
    }

    @Test
    void passEnvSelectsVariablesAndExpansionHasAllOfThem() throws Exception {
        RunPodStep step = step("echo \"[$WORD] [$BUILD_NUMBER] [$COPY]\"");
        step.setEnv(Map.of("COPY", "$BUILD_NUMBER"));
        step.setPassEnv(List.of("WO*"));

        jenkins.assertLogContains("[given] [] [1]", build(Result.SUCCESS, step, "WORD", "given"));
    }

    @Test
    void parameterThatCannotBeAVariableIsNamedOnce() throws Exception {
        FreeStyleBuild build = build(Result.SUCCESS, step("true"), "two words", "x");

        assertThat(JenkinsRule.getLog(build).lines().filter(line -> line.contains("\"two words\"")))
                .singleElement()
                .asString()
                .startsWith("[run-pod] The container does not get the build parameter");
    }

    @Test
    void parameterThatIsTooLongIsAnErrorBesideAllOthers() throws Exception {
        RunPodStep step = step("true");
        step.setStartTimeout("soon");

        FreeStyleBuild build = build(Result.FAILURE, step, "WORD", "x".repeat(200_000));

        jenkins.assertLogContains("- build parameter WORD: cannot be an environment variable", build);
        jenkins.assertLogContains("- startTimeout: ", build);
        assertThat(pods.of(build)).isEmpty();
    }

    @Test
    void parameterThatTheTaskReplacesNeedNotFit() throws Exception {
        RunPodStep step = step("echo \"[$WORD]\"");
        step.setEnv(Map.of("WORD", "short"));

        jenkins.assertLogContains("[short]", build(Result.SUCCESS, step, "WORD", "x".repeat(200_000)));
    }

    // --- hostile values ------------------------------------------------------------------------------------------

    @Test
    void valueOfAParameterIsNeverCode(@TempDir Path folder) throws Exception {
        Path owned = folder.resolve("owned");
        for (String value : List.of(
                "\"; touch " + owned + "; \"",
                "'; touch " + owned + "; '",
                "$(touch " + owned + ")",
                "`touch " + owned + "`",
                "x\ntouch " + owned + "\n",
                "$(BUILD_NUMBER) $$ $BUILD_NUMBER")) {
            FreeStyleBuild build = build(Result.SUCCESS, step("printf '<%s>\\n' \"$WORD\"; : ${WORD}"), "WORD", value);

            jenkins.assertLogContains("<" + value + ">", build);
            assertThat(owned).doesNotExist();
        }
    }

    @Test
    void valueOfAParameterIsNeverAnArgumentOrStructure() throws Exception {
        RunPodStep step = step(null);
        step.setEntrypoint(List.of("echo"));
        step.setArgs(List.of("<$WORD>"));
        step.setYaml("metadata: {annotations: {word: '$WORD'}}\nspec: {containers: [{name: main, image: busybox}]}");
        step.setAnnotations(Map.of("note", "$WORD"));
        step.setRetention("keep");

        FreeStyleBuild build =
                build(Result.SUCCESS, step, "WORD", "'}}\nspec: {hostNetwork: true, containers: [{name: main}]} #");

        jenkins.assertLogContains("<$WORD>", build);
        ObjectNode pod = pods.of(build).get(0);
        assertThat(pod.at("/spec/hostNetwork").isMissingNode()).isTrue();
        assertThat(pod.at("/metadata/annotations/word").asText()).isEqualTo("$WORD");
        assertThat(pod.at("/metadata/annotations/note").asText()).isEqualTo("$WORD");
    }

    @Test
    void valueOfAParameterIsCheckedWhereItIsExpanded() throws Exception {
        RunPodStep step = step("true");
        step.setImage("busybox:$WORD");
        step.setLabels(Map.of("word", "$WORD"));
        step.setName("$WORD");
        step.setRunTimeout("$WORD");
        step.setResources(Map.of("limits", Map.of("memory", "$WORD")));

        FreeStyleBuild build = build(Result.FAILURE, step, "WORD", "1 --privileged\nx: y");

        for (String name : List.of("image", "labels", "name", "runTimeout", "resources")) {
            jenkins.assertLogContains("- " + name + ": ", build);
        }
    }

    @Test
    void valueOfAParameterDoesNotChooseNamespaceOrAccountOrSecret() throws Exception {
        RunPodStep step = step("true");
        step.setNamespace("$WORD");
        step.setServiceAccount("$WORD");
        step.setEnvFrom(List.of("secret/$WORD"));

        FreeStyleBuild build = build(Result.FAILURE, step, "WORD", "kube-system");

        jenkins.assertLogContains("- namespace: \"$WORD\" is not a valid", build);
        jenkins.assertLogContains("- serviceAccount: \"$WORD\" is not a valid", build);
        jenkins.assertLogContains("- envFrom: \"secret/$WORD\" is neither", build);
    }

    @Test
    void valueInAVariableOfTheTaskDoesNotReadAnotherVariable() throws Exception {
        RunPodStep step = step("echo \"<$COPY>\"; test \"$COPY\" = '$(TOKEN)'");
        step.setSecretEnv(Map.of("TOKEN", "token"));
        step.setEnv(Map.of("COPY", "$WORD"));

        jenkins.assertLogContains("<$(TOKEN)>", build(Result.SUCCESS, step, "WORD", "$(TOKEN)"));
    }

    // --- credentials ---------------------------------------------------------------------------------------------

    @Test
    void textOfAParameterIsNeverTheIdOfCredentials() throws Exception {
        for (String id : List.of("${CRED}", "$CRED", "tok${CRED}")) {
            RunPodStep step = step("echo \"$TOKEN\"");
            step.setSecretEnv(Map.of("TOKEN", id));

            FreeStyleBuild build = build(Result.FAILURE, step, "CRED", id.startsWith("tok") ? "en" : "token");

            jenkins.assertLogContains("this build has no access to credentials with the id " + id, build);
        }
    }

    @Test
    void credentialsParameterIsResolvedByJenkins() throws Exception {
        RunPodStep step = step("test ${#TOKEN} -eq " + TOKEN.length());
        step.setSecretEnv(Map.of("TOKEN", "${CRED}"));
        FreeStyleProject project = project(
                step,
                new CredentialsParameterDefinition("CRED", "", null, StringCredentialsImpl.class.getName(), false));

        build(Result.SUCCESS, project, new CredentialsParameterValue("CRED", "token", "", false));
    }

    // --- sensitive values ----------------------------------------------------------------------------------------

    @Test
    void sensitiveVariablesReachTheContainerAndNothingElse(@TempDir Path folder) throws Exception {
        Path goOn = folder.resolve("go-on");
        FreeStyleProject project = project(
                step("echo \"<$PASS> <$SECRET> <$REFERS>\"; while [ ! -e " + goOn + " ]; do sleep 0.2; done;"
                        + " test \"$PASS$SECRET\" = \"$(cat " + folder.resolve("expected") + ")\""),
                new PasswordParameterDefinition("PASS", "x", ""),
                new StringParameterDefinition("WORD", "x"));
        Files.writeString(folder.resolve("expected"), PASSWORD + TOKEN);
        project.getBuildWrappersList().add(new Wrapper());
        project.getBuildWrappersList().add(new SecretBuildWrapper(List.of(new StringBinding("SECRET", "token"))));

        FreeStyleBuild build = project.scheduleBuild2(
                        0,
                        new ParametersAction(
                                new PasswordParameterValue("PASS", PASSWORD),
                                new StringParameterValue("WORD", "$PASS")))
                .waitForStart();
        jenkins.waitForMessage("<****> <****> <to", build);

        assertThat(text(Resource.SECRETS)).contains(base64(TOKEN), base64(PASSWORD));
        for (Resource kind : Resource.values()) {
            if (kind != Resource.SECRETS) {
                assertThat(text(kind))
                        .as(kind.plural())
                        .doesNotContain(TOKEN, base64(TOKEN), PASSWORD, base64(PASSWORD));
            }
        }
        assertThat(SecretSearch.files(jenkins.jenkins.getRootDir().toPath(), TOKEN, PASSWORD))
                .isEmpty();
        Files.createFile(goOn);

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertThat(JenkinsRule.getLog(build)).doesNotContain(TOKEN, PASSWORD);
        assertThat(SecretSearch.files(jenkins.jenkins.getRootDir().toPath(), TOKEN, PASSWORD))
                .isEmpty();
        await().until(() -> cluster.store()
                .list(Resource.SECRETS, "", secret -> true)
                .items()
                .isEmpty());
    }

    @Test
    void sensitiveVariablesAreNotExpanded() throws Exception {
        RunPodStep step = step("echo \"<$COPY>\"");
        step.setEnv(Map.of("COPY", "$PASS"));

        FreeStyleBuild build = build(
                Result.SUCCESS,
                project(step, new PasswordParameterDefinition("PASS", "x", "")),
                new PasswordParameterValue("PASS", PASSWORD));

        jenkins.assertLogContains("<$PASS>", build);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Resource kind) {
        return cluster.store().list(kind, "", object -> true).items().toString();
    }
}
