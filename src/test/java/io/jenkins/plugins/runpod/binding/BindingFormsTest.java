package io.jenkins.plugins.runpod.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.step.PipelinePods;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.credentialsbinding.masking.SecretPatternFactory;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithCluster
class BindingFormsTest {
    @ParameterizedTest
    @ValueSource(strings = {"plain", "a|b", "\\Qx\\Ey\\E", "\\E", "\\", "\\E\\\\E\\Q|\\Q"})
    void quotedTextsAreReadBack(String text) {
        String pattern = Pattern.quote(text) + "|" + Pattern.quote("other");

        assertThat(BindingForms.alternatives(pattern)).containsExactly(text, "other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a|b", "\\Qa\\E+", "\\Qa", "(\\Qa\\E)"})
    void anotherPatternIsRefusedWithoutQuotingIt(String pattern) {
        assertThatThrownBy(() -> BindingForms.alternatives(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain(pattern);
    }

    @Test
    void nothingIsAListWithoutTexts() {
        assertThat(BindingForms.alternatives("")).isEmpty();
    }

    /** As a plugin that knows how one more tool prints secrets. */
    @TestExtension
    public static final class Backwards implements SecretPatternFactory {
        @Override
        public Collection<String> getEncodedForms(String input) {
            return List.of(new StringBuilder(input).reverse().toString());
        }
    }

    @Test
    @WithJenkins
    void formsOfOtherPluginsAreMaskedToo(JenkinsRule jenkins, EmbeddedCluster cluster) throws Exception {
        PipelinePods.configure(cluster.url());
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "token", "", Secret.fromString("lamplighter-7391")));

        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.SUCCESS,
                "runPod image: 'busybox', secretEnv: [TOKEN: 'token'], command: 'echo \"(1937-rethgilpmal)\"'");

        jenkins.assertLogContains("(****)", build);
    }
}
