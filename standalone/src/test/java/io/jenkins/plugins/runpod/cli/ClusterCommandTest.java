package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCommandTest {
    @TempDir
    private Path folder;

    private CommandLineProcess cluster(Path kubeconfig, String... more) {
        List<String> args =
                new ArrayList<>(List.of("cluster", "--write-kubeconfig", kubeconfig.toString(), "--pace", "quick"));
        args.addAll(List.of(more));
        CommandLineProcess cluster = CommandLineProcess.start(folder, args);
        await().until(() -> Files.exists(kubeconfig));
        return cluster;
    }

    @Test
    void aTaskRunsOnTheClusterAsSoonAsItsKubeconfigIsThere() {
        Path kubeconfig = folder.resolve("kubeconfig");
        try (CommandLineProcess cluster = cluster(kubeconfig)) {
            InProcess run = InProcess.command(
                    "run", "--id", "a", "--kubeconfig", kubeconfig.toString(), "--image", "app", "--", "echo", "hi");

            assertThat(run.status()).isZero();
            assertThat(cluster.alive()).isTrue();
        }
    }

    @Test
    void aScenarioDecidesWhatHappens() throws Exception {
        Path kubeconfig = folder.resolve("kubeconfig");
        Path scenario = Files.writeString(folder.resolve("scenario"), "pods: [{steps: [{exit: 42}]}]");
        try (CommandLineProcess cluster = cluster(kubeconfig, "--scenario", scenario.toString())) {
            InProcess run =
                    InProcess.command("run", "--id", "a", "--kubeconfig", kubeconfig.toString(), "--image", "app");

            assertThat(run.status()).isEqualTo(42);
            assertThat(cluster.alive()).isTrue();
        }
    }

    @Test
    void everythingWrongWithAScenarioIsNamed() throws Exception {
        Path scenario = Files.writeString(folder.resolve("scenario"), "pods: [{steps: [{nonsense: 1}]}, {oops: 2}]");
        InProcess cluster = InProcess.command(
                "cluster",
                "--write-kubeconfig",
                folder.resolve("kubeconfig").toString(),
                "--scenario",
                scenario.toString());

        assertThat(cluster.status()).isEqualTo(2);
        assertThat(cluster.err()).contains("nonsense").contains("oops");
    }

    @Test
    void aSignalEndsItWellAndTakesTheKubeconfigAway() {
        Path kubeconfig = folder.resolve("kubeconfig");
        try (CommandLineProcess cluster = cluster(kubeconfig)) {
            cluster.signal("TERM");

            assertThat(cluster.status()).isZero();
            assertThat(kubeconfig).doesNotExist();
        }
    }
}
