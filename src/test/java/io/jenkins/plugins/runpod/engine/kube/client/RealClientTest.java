package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.runpod.engine.kube.access.ClientKey;
import io.jenkins.plugins.runpod.engine.kube.access.Kubeconfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Against the cluster of a kubeconfig; namespace and image can be chosen. */
@EnabledIfEnvironmentVariable(named = "RUN_POD_KUBECONFIG", matches = ".+")
class RealClientTest extends ClientContract {
    @Override
    Supplier<Config> access() {
        return Kubeconfig.file(Path.of(System.getenv("RUN_POD_KUBECONFIG")), Optional.empty());
    }

    @Override
    String namespace() {
        return System.getenv().getOrDefault("RUN_POD_TEST_NAMESPACE", "default");
    }

    /** Told by the official client, which asks in its own way. */
    @Override
    String user() throws Exception {
        Config config = access().get();
        ClientKey.nameAlgorithm(config); // as for our own client, because the library takes each key for one of RSA
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            return client.raw(
                            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                            "POST",
                            Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "SelfSubjectReview"))
                    .replaceAll("(?s).*\"username\":\"([^\"]*)\".*", "$1");
        }
    }

    @Override
    String image() {
        return System.getenv().getOrDefault("RUN_POD_TEST_IMAGE", "busybox");
    }
}
