package io.jenkins.plugins.runpod.packaging.other;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.concurrent.Callable;

/** Another plugin that uses Kubernetes. It names no transport, like most of them. */
public final class OtherPlugin implements Callable<String> {
    /** The class of the transport that the plugin gets on this thread. */
    @Override
    public String call() {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(
                        new ConfigBuilder().withMasterUrl("http://localhost:1").build())
                .build()) {
            return client.getHttpClient().getClass().getName();
        }
    }
}
