package io.jenkins.plugins.runpod.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void damagedFileIsKeptAsideAndNamespacesAreCollectedAnew(JenkinsRule jenkins) throws IOException {
        Path file = jenkins.jenkins.getRootDir().toPath().resolve("run-pod-namespaces.xml");
        Path aside = file.resolveSibling("run-pod-namespaces.xml.unreadable");
        for (String damaged : new String[] {
            "", "<list/>", "<map><entry><string>east</string><int>1</int></entry></map>", "<map><entry>"
        }) {
            Files.writeString(file, damaged);

            NamespacesInUse namespaces = new NamespacesInUse();
            namespaces.use("west", "tests");

            assertThat(namespaces.of("east")).isEmpty();
            assertThat(Files.readString(aside)).isEqualTo(damaged);
            assertThat(new NamespacesInUse().of("west")).containsExactly("tests");
        }
    }
}
