package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.kube.access.ClusterAccess;
import io.jenkins.plugins.runpod.engine.kube.access.InCluster;
import io.jenkins.plugins.runpod.engine.kube.access.Kubeconfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ClusterOptionsTest {
    @TempDir
    private Path home;

    private static ClusterAccess access(Map<String, String> environment, String... args) throws Refused {
        ClusterOptions options = new ClusterOptions();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(new Command(options))).parseArgs(args);
        return options.access(environment);
    }

    @CommandLine.Command
    private record Command(@CommandLine.Mixin ClusterOptions options) {}

    private Path standard() throws Exception {
        Path file = home.resolve(".kube/config");
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    @Test
    void theOptionWinsOverTheEnvironment() throws Exception {
        assertThat(access(Map.of("KUBECONFIG", "/other"), "--kubeconfig", "/mine"))
                .isEqualTo(Kubeconfig.file(Path.of("/mine"), Optional.empty()));
    }

    @Test
    void theEnvironmentWinsOverTheHomeFolder() throws Exception {
        standard();

        assertThat(access(Map.of("KUBECONFIG", "/other", "HOME", home.toString())))
                .isEqualTo(Kubeconfig.file(Path.of("/other"), Optional.empty()));
    }

    @Test
    void theHomeFolderWinsOverTheClusterItRunsIn() throws Exception {
        Path file = standard();

        assertThat(access(Map.of("HOME", home.toString(), "KUBERNETES_SERVICE_HOST", "10.0.0.1")))
                .isEqualTo(Kubeconfig.file(file, Optional.empty()));
    }

    @Test
    void theClusterItRunsInIsTheLastResort() throws Exception {
        assertThat(access(Map.of("HOME", home.toString(), "KUBERNETES_SERVICE_HOST", "10.0.0.1")))
                .isEqualTo(new InCluster());
    }

    @Test
    void withoutAnyClusterItSaysWhereItLooked() {
        assertThatThrownBy(() -> access(Map.of("HOME", home.toString())))
                .hasMessageContaining("--kubeconfig")
                .hasMessageContaining(".kube/config");
    }

    @Test
    void severalFilesInTheEnvironmentAreRefused() {
        assertThatThrownBy(() -> access(Map.of("KUBECONFIG", "/a:/b"))).hasMessageContaining("several files");
    }
}
