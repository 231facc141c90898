package io.jenkins.plugins.runpod.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.jenkins.plugins.runpod.engine.kube.access.Kubeconfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the Java peers share. */
final class Peer {
    static final String NAMESPACE = "bench";

    private Peer() {}

    static Config config(Options options) {
        Config config =
                Kubeconfig.file(options.path("kubeconfig"), Optional.empty()).get();
        config.setClientKeyAlgo("EC");
        return config;
    }

    static PodResource pod(KubernetesClient client, String name) {
        return client.pods().inNamespace(NAMESPACE).withName(name);
    }

    /** Creates a pod as the options say. */
    static void create(Options options, KubernetesClient client, String name) {
        Map<String, String> notes = new HashMap<>();
        for (String note : List.of("lasts", "hold")) {
            if (options.values().containsKey(note)) {
                notes.put("bench/" + note, options.text(note, ""));
            }
        }
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withAnnotations(notes)
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-0")
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName(options.text("container", "quiet"))
                .withImage("bench")
                .endContainer()
                .endSpec()
                .build();
        client.resource(pod).create();
    }

    /** Deletes a pod that has ended. */
    static void delete(KubernetesClient client, String name) {
        pod(client, name).withGracePeriod(0).delete();
    }

    static boolean over(Pod pod) {
        return pod != null
                && pod.getStatus() != null
                && ("Succeeded".equals(pod.getStatus().getPhase())
                        || "Failed".equals(pod.getStatus().getPhase()));
    }
}
