package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.cps.EnvActionImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepEnvironmentContributor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The controller restarts between the attempts of a task with secret variables of its build. */
@WithCluster
class SecretVariableRestartTest {
    private static final String TOKEN = RunPodSecretEnvTest.TOKEN;
    /** Tries twice. The first attempt waits for a file, and fails. */
    private static final String SCRIPT = """
            env.MODE = 'first'
            withCredentials([string(credentialsId: 'token', variable: 'TOKEN')]) {
                runPod image: 'busybox', attempts: 2, retryOn: ['exitCode=3'], command: '''
                    echo "try $MODE <$TOKEN> <$BORROWED>"
                    test ${#TOKEN} -eq %1$d || exit 4
                    test -e %2$s && exit 0
                    touch %2$s
                    while [ ! -e %3$s ]; do sleep 0.2; done
                    exit 3'''
            }
            """;

    /** Whether a plugin sets a variable that contains the token. */
    private static volatile boolean borrows;

    @TempDir
    Path folder;

    @RegisterExtension
    final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private EmbeddedCluster cluster;

    /** Sets the variable. */
    @TestExtension
    public static final class Borrower extends StepEnvironmentContributor {
        @Override
        public void buildEnvironmentFor(
                @NonNull StepContext context, @NonNull EnvVars variables, @NonNull TaskListener listener) {
            if (borrows) {
                variables.put("BORROWED", "of " + variables.get("TOKEN"));
            }
        }
    }

    private void begin() throws Throwable {
        borrows = true;
        Path goOn = folder.resolve("go-on");
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            RunPodSecretEnvTest.addToken();
            WorkflowRun build =
                    PipelinePods.start(jenkins, SCRIPT.formatted(TOKEN.length(), folder.resolve("tried"), goOn));
            jenkins.waitForMessage("try first <****> <of ****>", build);
            EnvActionImpl.forRun(build).setProperty("MODE", "changed");
        });
        Files.createFile(goOn);
    }

    private static WorkflowRun end(JenkinsRule jenkins, Result expected) throws Exception {
        WorkflowRun build =
                jenkins.jenkins.getAllItems(WorkflowJob.class).get(0).getLastBuild();
        jenkins.assertBuildStatus(expected, jenkins.waitForCompletion(build));
        jenkins.assertLogNotContains(TOKEN, build);
        return build;
    }

    @Test
    void nextAttemptHasThePlainValuesOfTheBeginAndReadsTheSecretOnesAgain() throws Throwable {
        begin();
        sessions.then(jenkins -> assertThat(JenkinsRule.getLog(end(jenkins, Result.SUCCESS))
                        .lines()
                        .filter(line -> line.endsWith("try first <****> <of ****>")))
                .hasSize(2));
    }

    @Test
    void secretVariableThatIsGoneEndsTheTaskWithASentence() throws Throwable {
        begin();
        borrows = false;
        sessions.then(jenkins -> jenkins.assertLogContains(
                "Cannot read the secrets of the task: BORROWED: the build no longer has a variable of this name.",
                end(jenkins, Result.FAILURE)));
    }
}
