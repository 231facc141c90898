package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything begins. */
class UsageTest {
    private static final String KUBECONFIG = """
            current-context: here
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
            users: [{name: u, user: {}}]
            contexts: [{name: here, context: {cluster: c, user: u}}]
            """;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int execute(String... args) {
        return Main.execute(OutputStream.nullOutputStream(), err, args);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String kubeconfig() throws Exception {
        return Files.writeString(folder.resolve("kubeconfig"), KUBECONFIG).toString();
    }

    @Test
    void everyProblemIsNamedInOneError() throws Exception {
        int status = execute(
                "run",
                "--image",
                "two words",
                "--start-timeout",
                "soon",
                "--attempts",
                "many",
                "--nonsense",
                "--kubeconfig",
                kubeconfig());

        assertThat(status).isEqualTo(2);
        assertThat(said())
                .contains("5 problems")
                .contains("--id")
                .contains("--image: \"two words\"")
                .contains("--start-timeout: \"soon\"")
                .contains("'--attempts'")
                .contains("--nonsense");
    }

    @Test
    void everyProblemOfFilesIsNamedInOneError() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "more than nothing");
        int status = execute(
                "run",
                "--id",
                "a",
                "--image",
                "app",
                "--kubeconfig",
                kubeconfig(),
                "--input",
                folder.resolve("none").toString(),
                "--input",
                file.toString(),
                "--output",
                "../up",
                "--output",
                ",",
                "--output-dir",
                file.resolve("below").toString(),
                "--files-limit",
                "much");

        assertThat(status).isEqualTo(2);
        assertThat(said())
                .contains("6 problems")
                .contains("--input: there is no directory " + folder.resolve("none"))
                .contains("--input: " + file + " is not a directory")
                .contains("--output ../up: The pattern '../up' climbs")
                .contains("--output: a pattern is empty")
                .contains("--output-dir: " + file + " is not a directory")
                .contains("--files-limit: \"much\"");
    }

    @Test
    void inputsAboveTheLimitAreRefused() throws Exception {
        int status = execute(
                "run",
                "--id",
                "a",
                "--image",
                "app",
                "--kubeconfig",
                kubeconfig(),
                "--input",
                folder.toString(),
                "--files-limit",
                "1",
                "--output-dir",
                ".");

        assertThat(status).isEqualTo(2);
        assertThat(said()).contains("2 problems").contains("limit").contains("--output-dir: is for --output");
    }

    @Test
    void aWordThatIsNoOptionIsNotTakenForACommand() throws Exception {
        int status = execute("run", "--id", "a", "--image", "app", "--kubeconfig", kubeconfig(), "echo");

        assertThat(status).isEqualTo(2);
        assertThat(said()).contains("\"echo\"").contains("--");
    }

    @Test
    void aKubeconfigThatIsNotThereIsOneLine() {
        int status = execute(
                "run",
                "--id",
                "a",
                "--image",
                "app",
                "--kubeconfig",
                folder.resolve("none").toString());

        assertThat(status).isEqualTo(2);
        assertThat(said().lines()).singleElement().asString().contains("none");
    }

    @Test
    void aContextThatIsNotThereIsNamedWithThoseThatAre() throws Exception {
        int status = execute("run", "--id", "a", "--image", "app", "--kubeconfig", kubeconfig(), "--context", "there");

        assertThat(status).isEqualTo(2);
        assertThat(said()).contains("'there'").contains("here");
    }

    @Test
    void aCommandIsNeeded() {
        assertThat(execute()).isEqualTo(2);
    }

    @Test
    void aClusterDoesNotOverwriteSomebodysKubeconfig() throws Exception {
        int status = execute("cluster", "--write-kubeconfig", kubeconfig());

        assertThat(status).isEqualTo(2);
        assertThat(folder.resolve("kubeconfig")).hasContent(KUBECONFIG);
    }
}
