package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.testing.SecretSearch;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class RunPodSecretEnvTest {
    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    static final String TOKEN = "lamplighter-7391-of-the-old-town";
    private static final String PASSWORD = "brass-kettle-2208";

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;
    private static PipelinePods pods;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        pods = new PipelinePods(cluster);
        PipelinePods.configure(cluster.url());
        addToken();
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "login", "", "deployer", PASSWORD));
    }

    static void addToken() throws IOException {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString(TOKEN)));
        SystemCredentialsProvider.getInstance().save();
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    static List<ObjectNode> secrets() {
        return cluster.store().list(Resource.SECRETS, "", secret -> true).items();
    }

    private static Path home() {
        return jenkins.jenkins.getRootDir().toPath();
    }

    @Test
    void secretTextIsTheValueOfTheVariable() throws Exception {
        PipelinePods.run(
                jenkins,
                Result.SUCCESS,
                "runPod image: 'busybox', command: 'test ${#TOKEN} -eq " + TOKEN.length()
                        + "', secretEnv: [TOKEN: 'token']");
    }

    @Test
    void secretInTheTerminationMessageIsMaskedAndItsJsonStays() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, """
                def r = runPod(image: 'busybox', secretEnv: [TOKEN: 'token'],
                    command: '''printf '{"t": "<%s>", "n": 1}' "$TOKEN" > /dev/termination-log''')
                echo "t=${r.output.t} n=${r.output.n}"
                """);

        jenkins.assertLogContains("t=<****> n=1", build);
        assertThat(SecretSearch.files(home(), TOKEN)).isEmpty();
    }

    @Test
    void userNameAndPasswordAreThreeVariables() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.SUCCESS,
                "runPod image: 'busybox', secretEnv: [L: 'login'],"
                        + " command: 'echo \"user $L_USR\"; test \"$L\" = \"$L_USR:$L_PSW\"; echo \"password <$L_PSW>\"'");

        jenkins.assertLogContains("user deployer", build);
        jenkins.assertLogContains("password <****>", build);
    }

    @Test
    void secretIsInItsSecretAndNowhereElse(@TempDir Path folder) throws Exception {
        Path goOn = folder.resolve("go-on");
        WorkflowRun build = PipelinePods.start(jenkins, """
                def out = runPod(image: 'busybox', secretEnv: [TOKEN: 'token'], returnStdout: true, command: 'echo "out $TOKEN"')
                echo "returned ${out.trim()}"
                runPod image: 'busybox', secretEnv: [TOKEN: 'token'], command: '''
                    echo "now $TOKEN"
                    echo -n "$TOKEN" | base64 -w0
                    echo
                    echo "wrapped $(echo -n "$TOKEN" | base64 -w16)"
                    while [ ! -e %s ]; do sleep 0.2; done
                    echo "last words: $TOKEN" >&2
                    exit 3'''
                """.formatted(goOn));
        jenkins.waitForMessage("now ****", build);

        assertThat(secrets()).hasSize(1);
        assertThat(text(Resource.SECRETS)).contains(base64(TOKEN));
        for (Resource kind : Resource.values()) {
            if (kind != Resource.SECRETS) {
                assertThat(text(kind)).as(kind.plural()).doesNotContain(TOKEN, base64(TOKEN));
            }
        }
        assertThat(threads()).doesNotContain(TOKEN);
        Files.createFile(goOn);

        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        assertThat(JenkinsRule.getLog(build))
                .contains("returned out ****", "last words: ****", "wrapped ****\n****")
                .doesNotContain(
                        TOKEN,
                        base64(TOKEN),
                        base64(TOKEN).substring(0, 16),
                        base64(TOKEN).substring(16, 32));
        assertThat(SecretSearch.files(home(), TOKEN)).isEmpty();
        await().until(() -> secrets().isEmpty());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Resource kind) {
        return cluster.store().list(kind, "", object -> true).items().toString();
    }

    private static String threads() {
        return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(true, true))
                .map(ThreadInfo::toString)
                .collect(Collectors.joining());
    }

    @Test
    void credentialsThatAreNotThereAreAllNamed() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins, Result.FAILURE, "runPod image: 'busybox', secretEnv: [A: 'no-such-id', B: 'nor-this-one']");

        jenkins.assertLogContains("A: this build has no access to credentials with the id no-such-id", build);
        jenkins.assertLogContains("B: this build has no access to credentials with the id nor-this-one", build);
        assertThat(pods.of(build)).isEmpty();
    }

    @Test
    void keptPodKeepsItsSecretUntilItIsDeleted() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.SUCCESS,
                "runPod image: 'busybox', command: 'true', secretEnv: [TOKEN: 'token'], retention: 'keep'");
        await().untilAsserted(() -> assertThat(secrets())
                .singleElement()
                .matches(secret -> secret.at("/metadata/ownerReferences").size() == 1));

        build.delete();

        await().until(() -> secrets().isEmpty());
    }

    @Test
    void stoppedBuildLeavesNoSecret() throws Exception {
        WorkflowRun build = PipelinePods.start(
                jenkins, "runPod image: 'busybox', command: 'echo here; sleep 600', secretEnv: [TOKEN: 'token']");
        jenkins.waitForMessage("here", build);

        build.doStop();

        jenkins.waitForCompletion(build);
        await().until(() -> secrets().isEmpty());
    }
}
