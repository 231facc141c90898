package io.jenkins.plugins.runpod.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class NamespacesInUseTest {
    @Test
    void namespacesAreKnownAfterARestart(JenkinsRule jenkins) {
        NamespacesInUse.get().use("east", "builds");
        NamespacesInUse.get().use("west", "tests");

        NamespacesInUse afterwards = new NamespacesInUse();

        assertThat(afterwards.of("east")).containsExactly("builds");
        assertThat(afterwards.of("west")).containsExactly("tests");
    }
}
