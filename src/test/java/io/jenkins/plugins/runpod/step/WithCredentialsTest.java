package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A step within {@code withCredentials}, which hides its values by itself. */
@WithJenkins
@WithCluster
class WithCredentialsTest {
    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        PipelinePods.configure(cluster.url());
        RunPodSecretEnvTest.addToken();
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static WorkflowRun run(String command) throws Exception {
        return PipelinePods.run(jenkins, Result.SUCCESS, """
                def message
                try {
                    withCredentials([string(credentialsId: 'token', variable: 'T')]) {
                        try {
                            runPod image: 'busybox', command: "%s"
                        } catch (e) {
                            echo "inside: ${e.verdict}"
                            throw e
                        }
                    }
                } catch (e) {
                    echo "outside: ${e.verdict} ${e.exitCode}"
                    message = e.message
                }
                echo "message: ${message}"
                """.formatted(command));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo \\\"login with $T failed\\\" > /dev/termination-log; exit 3",
                "echo \\\"login with \\$(printf %s $T | base64 -w0) failed\\\" > /dev/termination-log; exit 3"
            })
    void anExceptionWithAValueKeepsItsProperties(String command) throws Exception {
        WorkflowRun build = run(command);

        String token = RunPodSecretEnvTest.TOKEN;
        assertThat(JenkinsRule.getLog(build))
                .contains("inside: TASK_FAILED", "outside: TASK_FAILED 3")
                .containsPattern("message: .*login with \\*{4}")
                .doesNotContain(token, Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aValueIsMaskedInTheOutputThatIsReturned() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, """
                def out
                withCredentials([string(credentialsId: 'token', variable: 'T')]) {
                    out = runPod image: 'busybox', returnStdout: true, command: "echo the value $T"
                }
                echo "returned: $out"
                """);

        jenkins.assertLogContains("returned: the value ****", build);
        jenkins.assertLogNotContains(RunPodSecretEnvTest.TOKEN, build);
    }
}
