package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCommandTest {
    @TempDir
    private Path folder;

    private CommandLineProcess cluster(Path kubeconfig) {
        return CommandLineProcess.start(
                folder, List.of("cluster", "--write-kubeconfig", kubeconfig.toString(), "--pace", "quick"));
    }

    @Test
    void aTaskRunsOnTheClusterAsSoonAsItsKubeconfigIsThere() {
        Path kubeconfig = folder.resolve("kubeconfig");
        try (CommandLineProcess cluster = cluster(kubeconfig)) {
            await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(kubeconfig));
            try (CommandLineProcess run = CommandLineProcess.start(
                    folder,
                    List.of("run", "--id", "a", "--kubeconfig", kubeconfig.toString(), "--image", "app", "--", "echo", "hi"))) {
                assertThat(run.status()).isZero();
                assertThat(cluster.alive()).isTrue();
            }
        }
    }

    @Test
    void aSignalEndsItWellAndTakesTheKubeconfigAway() {
        Path kubeconfig = folder.resolve("kubeconfig");
        try (CommandLineProcess cluster = cluster(kubeconfig)) {
            await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(kubeconfig));
            cluster.signal("TERM");

            assertThat(cluster.status()).isZero();
            assertThat(kubeconfig).doesNotExist();
        }
    }
}
