package io.jenkins.plugins.runpod.binding;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Jenkins without the plugins credentials-binding and ssh-credentials, and without the plugins that need them. */
@WithCluster
class WithoutBindingTest {
    @RegisterExtension
    private final RealJenkinsExtension real = new RealJenkinsExtension()
            .omitPlugins(
                    "credentials-binding", "ssh-credentials", "pipeline-model-definition", "pipeline-model-extensions");

    @Test
    void secretsAreMaskedWithoutTheCredentialsBindingPlugin(EmbeddedCluster cluster) throws Throwable {
        real.startJenkins();
        real.runRemotely(WithoutBindingTest::run, cluster.url());
    }

    private static void run(JenkinsRule jenkins, String url) throws Throwable {
        assertThat(jenkins.jenkins.getPlugin("credentials-binding")).isNull();
        PipelinePods.configure(url);
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "token", "", Secret.fromString("lamplighter-7391")));
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.SUCCESS,
                "runPod image: 'busybox', secretEnv: [TOKEN: 'token'], command: 'echo \"<$TOKEN>\"'");
        jenkins.assertLogContains("<****>", build);
    }
}
