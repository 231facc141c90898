package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.model.EnvironmentContributor;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.PasswordParameterDefinition;
import hudson.model.PasswordParameterValue;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import hudson.model.TaskListener;
import hudson.slaves.EnvironmentVariablesNodeProperty;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.testing.SecretSearch;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepEnvironmentContributor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What the container of a step gets of the variables of its build. */
@WithJenkins
@WithCluster
class StepEnvironmentTest {
    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private static final String TOKEN = RunPodSecretEnvTest.TOKEN;
    private static final String PASSWORD = "brass-kettle-2208";
    private static final String OTHER = "copper-kettle-3309";

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
                .add(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "login", "", "deployer", PASSWORD));
        RunPodSecretEnvTest.addToken();
        jenkins.jenkins.getGlobalNodeProperties().add(property("FOR_ALL_BUILDS", "registry.example"));
        jenkins.jenkins.getNodeProperties().add(property("OF_THE_NODE", "/opt/tools"));
    }

    private static EnvironmentVariablesNodeProperty property(String name, String value) {
        return new EnvironmentVariablesNodeProperty(new EnvironmentVariablesNodeProperty.Entry(name, value));
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    /** As a plugin does that knows the build alone. */
    @TestExtension
    public static final class OfTheBuild extends EnvironmentContributor {
        @Override
        public void buildEnvironmentFor(@NonNull Run run, @NonNull EnvVars variables, @NonNull TaskListener listener) {
            variables.put("OF_THE_BUILD", "trace " + run.getNumber());
        }
    }

    /** As the opentelemetry plugin sets {@code TRACEPARENT}. */
    @TestExtension
    public static final class OfTheStep extends StepEnvironmentContributor {
        @Override
        public void buildEnvironmentFor(
                @NonNull StepContext context, @NonNull EnvVars variables, @NonNull TaskListener listener)
                throws IOException, InterruptedException {
            if (variables.containsKey("BREAK") && StackWalker.getInstance().walk(OfTheStep::isAskedByRunPod)) {
                throw new AssertionError("broken plugin");
            }
            variables.put("TRACEPARENT", "00-" + context.get(FlowNode.class).getDisplayFunctionName());
        }

        /** Pipeline itself asks before it starts a step. */
        private static boolean isAskedByRunPod(Stream<StackWalker.StackFrame> frames) {
            return frames.anyMatch(frame -> frame.getClassName().equals(StepEnvironment.class.getName()));
        }
    }

    private static Map<String, String> env(ObjectNode pod) {
        Map<String, String> env = new TreeMap<>();
        pod.at("/spec/containers/0/env")
                .forEach(variable -> env.put(
                        variable.path("name").asText(), variable.path("value").asText("")));
        return env;
    }

    private static Path home() {
        return jenkins.jenkins.getRootDir().toPath();
    }

    @Test
    void containerHasTheVariablesOfTheBuildAndNotThoseOfTheMachine() throws Exception {
        WorkflowJob job = PipelinePods.job(jenkins, """
                env.SET = 'by the script'
                def run = { runPod image: 'busybox', retention: 'keep', env: [SURE: 'of the step'], command: '''
                    echo "[$MODE] [$SET] [$WORD] [$BUILD_NUMBER] [$JOB_NAME] [$FOR_ALL_BUILDS] [$SURE]"
                    echo "[$OF_THE_BUILD] [$TRACEPARENT]"''' }
                withEnv(['MODE=ci', 'SURE=of the build', 'PATH+X=/y', 'JAVA_HOME=/opt/jdk']) {
                    run()
                    node { run() }
                }
                """);
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("WORD", "x")));

        WorkflowRun build = jenkins.assertBuildStatusSuccess(
                job.scheduleBuild2(0, new ParametersAction(new StringParameterValue("WORD", "$(BUILD_ID)"))));

        String line = "[ci] [by the script] [$(BUILD_ID)] [1] [" + job.getName() + "] [registry.example] [of the step]";
        assertThat(JenkinsRule.getLog(build).lines().toList())
                .contains("[trace 1] [00-runPod]")
                .filteredOn(line::equals)
                .hasSize(2);
        assertThat(pods.of(build))
                .hasSize(2)
                .allSatisfy(pod -> assertThat(env(pod).keySet())
                        .contains("BUILD_URL", "JOB_BASE_NAME")
                        .doesNotContain("PATH", "PATH+X", "HOME", "JAVA_HOME", "OF_THE_NODE", "WORKSPACE", "NODE_NAME")
                        .doesNotContain("JENKINS_HOME", "CLASSPATH", "JENKINS_NODE_COOKIE"));
        assertThat(pods.of(build).toString()).doesNotContain("secretKeyRef");
    }

    @Test
    void secretVariablesReachTheContainerAndNothingElse(@TempDir Path folder) throws Exception {
        Path goOn = folder.resolve("go-on");
        Path expected = Files.writeString(folder.resolve("expected"), TOKEN + PASSWORD + OTHER);
        WorkflowJob job = PipelinePods.job(jenkins, """
                withCredentials([
                        usernamePassword(credentialsId: 'login', usernameVariable: 'NAME', passwordVariable: 'TOKEN')]) {
                    withEnv(["PASS=$TOKEN", "LINK=https://$NAME:$TOKEN@host"]) {
                        withCredentials([string(credentialsId: 'token', variable: 'TOKEN')]) {
                            runPod image: 'busybox', command: '''
                                echo "<$NAME> <$TOKEN> <$PASS> <$OTHER> <$LINK>"
                                while [ ! -e %s ]; do sleep 0.2; done
                                test "$TOKEN$PASS$OTHER" = "$(cat %s)"'''
                        }
                    }
                }
                """.formatted(goOn, expected));
        job.addProperty(new ParametersDefinitionProperty(new PasswordParameterDefinition("OTHER", "x", "")));
        WorkflowRun build = job.scheduleBuild2(0, new ParametersAction(new PasswordParameterValue("OTHER", OTHER)))
                .waitForStart();
        jenkins.waitForMessage("<deployer> <****> <****> <****> <https://deployer:****@host>", build);

        assertThat(text(Resource.SECRETS)).contains(base64(TOKEN), base64(PASSWORD), base64(OTHER));
        for (Resource kind : Resource.values()) {
            if (kind != Resource.SECRETS) {
                assertThat(text(kind))
                        .as(kind.plural())
                        .doesNotContain(TOKEN, base64(TOKEN), PASSWORD, base64(PASSWORD), OTHER, base64(OTHER));
            }
        }
        assertThat(env(pods.of(build).get(0))).containsEntry("NAME", "deployer").containsEntry("LINK", "");
        Files.createFile(goOn);

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertThat(SecretSearch.files(home(), TOKEN, PASSWORD, OTHER)).isEmpty();
        await().until(() -> cluster.store()
                .list(Resource.SECRETS, "", secret -> true)
                .items()
                .isEmpty());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Resource kind) {
        return cluster.store().list(kind, "", object -> true).items().toString();
    }

    @Test
    void passEnvSelectsTheVariables() throws Exception {
        long before = cluster.requests().count("create secrets");
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, """
                def see(passed) { runPod passed + [image: 'busybox', command: 'echo "[$MODE] [$BUILD_NUMBER] [${T:-}]"'] }
                withEnv(['MODE=ci', 'MODE_2=other']) {
                    withCredentials([string(credentialsId: 'token', variable: 'T')]) {
                        see(passEnv: false)
                        see(passEnv: ['MODE', 'NO_SUCH_*'])
                        see(passEnv: "BUILD_${'*'}")
                        see(passEnv: [])
                    }
                    see(passEnv: true)
                }
                """);

        assertThat(JenkinsRule.getLog(build).lines().filter(line -> line.matches("\\[(ci)?] .*")))
                .containsExactly("[] [] []", "[ci] [] []", "[] [1] []", "[] [] []", "[ci] [1] []");
        assertThat(cluster.requests().count("create secrets")).isEqualTo(before);
    }

    @Test
    void whatDoesNotFitIsNamedOnceBesideAllOtherProblems() throws Exception {
        WorkflowJob job = PipelinePods.job(jenkins, """
                try {
                    runPod image: 'busybox', startTimeout: 'soon', passEnv: ['two words', 'LONG']
                } catch (e) {
                    echo e.message
                }
                for (wrong in [7, [MODE: 1]]) {
                    try {
                        runPod image: 'busybox', passEnv: wrong
                    } catch (e) {
                        echo e.message
                    }
                }
                runPod image: 'busybox', command: 'true', passEnv: ['*S']
                """);
        job.addProperty(new ParametersDefinitionProperty(
                new StringParameterDefinition("LONG", "x"), new StringParameterDefinition("TWO WORDS", "x")));

        WorkflowRun build = jenkins.assertBuildStatusSuccess(job.scheduleBuild2(
                0,
                new ParametersAction(
                        new StringParameterValue("LONG", "x".repeat(200_000)),
                        new StringParameterValue("TWO WORDS", "x"))));

        String log = JenkinsRule.getLog(build);
        assertThat(log)
                .contains(
                        "- passEnv: \"two words\" is neither the name of a variable nor a pattern",
                        "- startTimeout: ",
                        "- build parameter LONG: cannot be an environment variable: it has 200005 bytes",
                        "- passEnv: \"7\" is neither the name of a variable nor a pattern",
                        "- passEnv: \"{MODE=1}\" is neither");
        assertThat(log.lines().filter(line -> line.contains("\"TWO WORDS\"")))
                .singleElement()
                .asString()
                .startsWith("[run-pod] The container does not get the build parameter");
    }

    @Test
    void aStepFailsWithThePluginThatItAsks() throws Exception {
        WorkflowJob job = PipelinePods.job(jenkins, "withEnv(['BREAK=yes']) { runPod image: 'busybox' }");

        WorkflowRun build =
                jenkins.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0).get(1, TimeUnit.MINUTES));

        jenkins.assertLogContains("broken plugin", build);
        assertThat(pods.of(build)).isEmpty();
    }
}
