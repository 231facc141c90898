package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.runpod.engine.manifest.ManifestText;
import java.util.Map;

/** Shows a pod as text. Stateless. */
public final class PodText {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private PodText() {}

    /** The pod as YAML that kubectl reads as the same pod, without empty fields. */
    public static String yaml(Pod pod) {
        return ManifestText.of(JSON.convertValue(pod, Map.class));
    }
}
