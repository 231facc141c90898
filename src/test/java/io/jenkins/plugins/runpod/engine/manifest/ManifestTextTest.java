package io.jenkins.plugins.runpod.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.spec.PodText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTextTest {
    /** Each is something else than text to some parser, kubectl's among them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "on",
                "yes",
                "no",
                "y",
                "N",
                "off",
                "true",
                "False",
                "~",
                "null",
                "NULL",
                "",
                "0123",
                "0o17",
                "08",
                "1e3",
                "1.10",
                "1_000",
                "0x1F",
                "0b1",
                "1:20",
                "190:20:30",
                "2001-01-01",
                "2001-01-01T00:00:00Z",
                ".inf",
                "-.INF",
                ".nan",
                ".5",
                "-1",
                "+12e03",
                "=",
                "<<"
            })
    void textThatMayBeSomethingElseStandsInQuotes(String text) {
        assertThat(ManifestText.of(Map.of("a", text)).strip())
                .matches("a: (\"" + quoted(text) + "\"|'" + quoted(text) + "')");
        assertThat(ManifestText.of(Map.of("a", List.of(text))).strip()).endsWith("\"" + text + "\"");
        assertThat(ManifestText.of(Map.of(text, "a")).strip()).contains("\"" + text + "\"");
    }

    private static String quoted(String text) {
        return java.util.regex.Pattern.quote(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"busybox", "busybox:1.36", "a b", "500m", "1Gi", "Never", "/bin/sh", "yesterday", "1.1.1"})
    void otherTextDoesNot(String text) {
        assertThat(ManifestText.of(Map.of("a", text)).strip()).isIn("a: " + text, "a: \"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "on", "1.10", "a\nb\n", "a\n", "\n", " a", "a ", "a: b", "- a", "#", "a #b", "{{ x }}", "*x", "&x",
                "!x", "%x", "@x", "`x`", "\"", "'", "\t", "a\tb", "\u0007", "\u0085", "\u2028", "\uFEFF", "😀", "---",
                "...", "?", "|", ">", "$(A)"
            })
    void whatIsWrittenIsReadAgain(String text) {
        Pod pod = PodManifest.read("{spec: {containers: [{name: c, image: b}]}}")
                .pod()
                .orElseThrow();
        pod.getSpec().getContainers().get(0).setArgs(List.of(text, "x"));
        pod.getSpec().setNodeSelector(Map.of("a", text));
        PodManifest again = PodManifest.read(PodText.yaml(pod));
        assertThat(again.problems()).isEmpty();
        assertThat(again.pod()).contains(pod);
    }
}
