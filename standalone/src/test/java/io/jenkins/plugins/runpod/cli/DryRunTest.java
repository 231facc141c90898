package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code run-pod run --dry-run} prints, without any cluster. */
class DryRunTest {
    @TempDir
    private Path folder;

    private static InProcess dryRun(String... more) {
        return InProcess.command(Stream.concat(Stream.of("run", "--id", "a", "--dry-run"), Stream.of(more))
                .toArray(String[]::new));
    }

    private InProcess dryRunOf(String yaml, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("pod.yaml"), yaml);
        return dryRun(Stream.concat(Stream.of("--yaml", file.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void aDryRunNeedsNoKubeconfig() {
        InProcess run = dryRun("--image", "app");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("image: app", "namespace: default");
    }

    @Test
    void aKubeconfigThatIsNamedIsRead() {
        InProcess run =
                dryRun("--image", "app", "--kubeconfig", folder.resolve("none").toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("none");
    }

    @ParameterizedTest
    @CsvSource({"'foo: [', is not a kubeconfig", ", Cannot read"})
    void aKubeconfigOfTheEnvironmentThatIsWrongIsAWarning(String text, String warning) throws IOException {
        Path kubeconfig = folder.resolve("kubeconfig");
        if (text != null) {
            Files.writeString(kubeconfig, text);
        }
        try (CommandLineProcess run = CommandLineProcess.start(
                folder,
                Map.of("KUBECONFIG", kubeconfig.toString()),
                List.of("run", "--id", "a", "--dry-run", "--image", "app"))) {
            assertThat(run.status()).isZero();
            assertThat(run.out()).contains("namespace: default");
            assertThat(run.err().lines())
                    .singleElement()
                    .asString()
                    .contains("Warning: ", warning, kubeconfig.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aByteOrderMarkTellsTheEncoding(String charset) throws IOException {
        Path file = folder.resolve("pod.yaml");
        Files.writeString(file, "\uFEFFspec: {containers: [{name: a, image: b, args: [ä]}]}", Charset.forName(charset));
        InProcess run = dryRun("--yaml", file.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("ä");
    }

    @Test
    void aFileInAnotherEncodingIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("pod.yaml"), "# ä", StandardCharsets.ISO_8859_1);
        assertThat(dryRun("--yaml", file.toString()).err())
                .contains("--yaml: " + file + " is not UTF-8. Save it as UTF-8");
    }

    /** kubectl writes such a context unless it is told otherwise. */
    @Test
    void aContextWithoutANamespaceMeansTheDefault() throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: a, cluster: {server: "https://127.0.0.1:1"}}]
                contexts: [{name: a, context: {cluster: a}}]
                current-context: a
                """);
        InProcess run = dryRun("--image", "app", "--kubeconfig", kubeconfig.toString());
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("namespace: default");
    }

    @Test
    void textThatMayBeSomethingElseStandsInQuotes() {
        InProcess run =
                dryRun("--image", "app", "--env", "A=on", "--env", "B=1.10", "--labels", "c=yes", "--", "no", "0123");
        assertThat(run.out()).contains("value: \"on\"", "value: \"1.10\"", "c: \"yes\"", "- \"no\"", "- \"0123\"");
    }

    @Test
    void aFileWithAnErrorIsNotSaidToHaveNoImage() throws IOException {
        assertThat(dryRunOf("kind: Pod\nspec: [").err())
                .contains("--yaml: cannot be read as a Pod: line 2")
                .doesNotContain("--image");
        assertThat(dryRunOf("").err()).contains("is empty").doesNotContain("--image");
        assertThat(dryRun("--yaml", folder.resolve("none").toString()).err())
                .contains("--yaml: there is no file")
                .doesNotContain("--image");
    }

    @Test
    void warningsStandOnStandardError() throws IOException {
        InProcess run = dryRunOf("spec: {containers: [{name: a, image: b, quantum: 1}]}");
        assertThat(run.status()).isZero();
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("Warning: --yaml: line 1: spec.containers[0].quantum is unknown to run-pod");
        assertThat(run.out()).contains("quantum: 1");
        assertThat(List.of(run.out())).noneMatch(text -> text.contains("Warning"));
    }

    @Test
    void theContainersThatMoveFilesAreShown() throws IOException {
        InProcess run = dryRun("--image", "app", "--input", folder.toString(), "--output", "target/*.jar");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(
                        "name: run-pod-input", "name: run-pod-output", "name: run-pod-files", "workingDir: /workspace");
    }
}
