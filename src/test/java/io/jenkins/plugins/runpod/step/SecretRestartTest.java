package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

@WithCluster
class SecretRestartTest {
    /** Waits after its third line until the file exists that it is formatted with. */
    private static final String STEP = "runPod image: 'busybox', secretEnv: [TOKEN: 'token'], command: '''"
            + "for i in $(seq 1 80); do echo \"line $i $TOKEN\";"
            + " while [ $i = 3 ] && [ ! -e %s ]; do sleep 0.2; done; done'''";

    @TempDir
    Path folder;

    @RegisterExtension
    final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private EmbeddedCluster cluster;

    private void begin() throws Throwable {
        begin(STEP);
    }

    private void begin(String step) throws Throwable {
        sessions.then(jenkins -> {
            PipelinePods.configure(cluster.url());
            RunPodSecretEnvTest.addToken();
            SystemCredentialsProvider.getInstance()
                    .getCredentials()
                    .add(new FileCredentialsImpl(
                            CredentialsScope.GLOBAL,
                            "file",
                            "",
                            "token.txt",
                            SecretBytes.fromBytes(RunPodSecretEnvTest.TOKEN.getBytes(StandardCharsets.UTF_8))));
            SystemCredentialsProvider.getInstance().save();
            jenkins.waitForMessage("line 3 ****", PipelinePods.start(jenkins, step.formatted(goOn())));
        });
    }

    private Path goOn() {
        return folder.resolve("go-on");
    }

    private static WorkflowRun theBuild(JenkinsRule jenkins) {
        return jenkins.jenkins.getAllItems(WorkflowJob.class).get(0).getLastBuild();
    }

    @Test
    void logIsMaskedAfterARestartToo() throws Throwable {
        begin();
        Files.createFile(goOn());
        sessions.then(jenkins -> {
            WorkflowRun build = theBuild(jenkins);
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
            assertThat(JenkinsRule.getLog(build)).contains("line 80 ****").doesNotContain(RunPodSecretEnvTest.TOKEN);
            await().until(() -> cluster.store()
                    .list(Resource.SECRETS, "", secret -> true)
                    .items()
                    .isEmpty());
        });
    }

    @Test
    void filesOfABindingAreReadAgainAfterARestart() throws Throwable {
        begin("node { withCredentials([file(credentialsId: 'file', variable: 'FILE')]) { "
                + STEP.replace("secretEnv: [TOKEN: 'token'], ", "").replace("$TOKEN", "$(cat $FILE)") + " } }");
        Files.createFile(goOn());
        sessions.then(jenkins -> {
            WorkflowRun build = theBuild(jenkins);
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
            assertThat(JenkinsRule.getLog(build)).contains("line 80 ****").doesNotContain(RunPodSecretEnvTest.TOKEN);
        });
    }

    @Test
    void logIsHiddenAfterARestartWhenTheCredentialsAreGone() throws Throwable {
        begin();
        Files.delete(sessions.getHome().toPath().resolve("credentials.xml"));
        Files.createFile(goOn());
        sessions.then(jenkins -> {
            WorkflowRun build = theBuild(jenkins);
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
            assertThat(JenkinsRule.getLog(build))
                    .contains("It hides everything that the containers write")
                    .doesNotContain("line 80", RunPodSecretEnvTest.TOKEN);
        });
    }
}
