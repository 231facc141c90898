package io.jenkins.plugins.runpod.engine.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import java.util.Map;

/** The metadata of a Secret, without its data. Texts are never null. */
public record SecretSnapshot(
        String namespace, String name, String uid, Map<String, String> labels, Map<String, String> annotations) {

    /** Reads a Secret. Missing fields become empty. */
    public static SecretSnapshot of(JsonNode secret) {
        JsonNode meta = secret.path("metadata");
        return new SecretSnapshot(
                meta.path("namespace").asText(""),
                meta.path("name").asText(""),
                meta.path("uid").asText(""),
                Map.copyOf(KubeJson.texts(meta.path("labels"))),
                Map.copyOf(KubeJson.texts(meta.path("annotations"))));
    }
}
