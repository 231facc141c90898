package io.jenkins.plugins.runpod.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OriginTextTest {
    private final PodOrigins origins = new PodOrigins();

    private String text(PodLayer... layers) {
        PodManifest read = PodManifest.read(List.of(layers), false, Optional.empty(), Optional.of(origins));
        assertThat(read.problems()).isEmpty();
        JsonNode pod = PodManifest.json(read.pod().orElseThrow());
        String plain = ManifestText.of(new KubernetesSerialization().convertValue(pod, Map.class));
        String commented = OriginText.of(plain, pod, origins);
        assertThat(PodManifest.read(commented).pod()).as(commented).isEqualTo(read.pod());
        return commented;
    }

    @Test
    void aPartOfOneOriginHasOneCommentOnItsFirstLine() {
        String commented = text(
                new PodLayer(
                        "low",
                        "{metadata: {labels: {a: b}}, spec: {nodeSelector: {c: d, e: f}, containers: [{image: i}]}}",
                        false),
                new PodLayer("high", "{metadata: {labels: {g: h}}, spec: {containers: [{tty: true}]}}", true));

        assertThat(commented).isEqualTo("""
                apiVersion: v1
                kind: Pod
                metadata:
                  labels:
                    a: b  # low
                    g: h  # high
                spec:
                  containers:
                  - image: i  # low
                    name: main  # low
                    tty: true  # high
                  nodeSelector:  # low
                    c: d
                    e: f
                """);
    }

    @Test
    void aTextOfManyLinesStaysTheSameText() {
        String long1 = "word ".repeat(60) + "\\t\\u0001 end";
        String commented = text(
                new PodLayer("low", "spec: {containers: [{image: i, env: [{name: A, value: low}]}]}", false),
                new PodLayer(
                        "high",
                        "spec: {containers: [{command: [\"" + long1 + "\"], args: [\"a\\nb # c\\n\"],"
                                + " env: [{name: A, value: \"" + long1 + "\"}]}]}",
                        true));

        assertThat(commented).contains("command:  # high", "      # high\n      value: \"word");
    }
}
