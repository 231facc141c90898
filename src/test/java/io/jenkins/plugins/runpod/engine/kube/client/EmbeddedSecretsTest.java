package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.engine.kube.access.Kubeconfig;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;

class EmbeddedSecretsTest extends SecretContract {
    private final EmbeddedCluster embedded = EmbeddedCluster.start();

    @Override
    Supplier<Config> access() {
        return () -> Kubeconfig.text(embedded.kubeconfig(), Optional.empty(), Kubeconfig.Reach.TEXT)
                .get();
    }

    @Override
    String namespace() {
        return "default";
    }

    @AfterEach
    void stop() {
        embedded.close();
    }
}
