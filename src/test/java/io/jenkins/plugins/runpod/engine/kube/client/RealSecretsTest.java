package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.engine.kube.access.Kubeconfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Against the cluster of a kubeconfig; the namespace can be chosen. */
@EnabledIfEnvironmentVariable(named = "RUN_POD_KUBECONFIG", matches = ".+")
class RealSecretsTest extends SecretContract {
    @Override
    Supplier<Config> access() {
        return Kubeconfig.file(Path.of(System.getenv("RUN_POD_KUBECONFIG")), Optional.empty());
    }

    @Override
    String namespace() {
        return System.getenv().getOrDefault("RUN_POD_TEST_NAMESPACE", "default");
    }
}
