package io.jenkins.plugins.runpod.engine.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.Objects;

/** The metadata of a Secret, without its data. Texts are never null. */
public record SecretSnapshot(
        String namespace, String name, String uid, Map<String, String> labels, Map<String, String> annotations) {

    public static SecretSnapshot of(HasMetadata secret) {
        ObjectMeta meta = Objects.requireNonNullElseGet(secret.getMetadata(), ObjectMeta::new);
        return new SecretSnapshot(
                Objects.toString(meta.getNamespace(), ""),
                Objects.toString(meta.getName(), ""),
                Objects.toString(meta.getUid(), ""),
                Map.copyOf(Objects.requireNonNullElseGet(meta.getLabels(), Map::of)),
                Map.copyOf(Objects.requireNonNullElseGet(meta.getAnnotations(), Map::of)));
    }
}
