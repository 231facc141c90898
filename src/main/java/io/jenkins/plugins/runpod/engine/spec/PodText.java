package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.manifest.ManifestText;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;

/** Shows a pod as text. Stateless. */
public final class PodText {
    private PodText() {}

    /** The pod as YAML that kubectl reads as the same pod, without empty fields. */
    public static String yaml(Pod pod) {
        return ManifestText.of(KubeJson.map(pod));
    }
}
