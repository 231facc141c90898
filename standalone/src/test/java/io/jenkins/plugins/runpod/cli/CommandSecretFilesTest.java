package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.cluster.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secret files of {@code run-pod run}. */
class CommandSecretFilesTest {
    private static final String TOKEN = "glpat-0123456789abcdefXYZ";

    @TempDir
    private Path folder;

    private Bench bench;

    @BeforeEach
    void begin() {
        bench = new Bench(folder);
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void theContainerHasTheBytesOfTheFileAndTheLogDoesNot() throws IOException {
        Path file = Files.write(folder.resolve("key"), ("token: " + TOKEN + "\n\0\u00ff").getBytes("ISO-8859-1"));

        InProcess run = bench.run(
                "a",
                "--secret-files",
                "/run/secrets/key=" + file,
                "--retention",
                "keep",
                "--",
                "sh",
                "-c",
                "cat /run/secrets/key; cmp /run/secrets/key " + file);

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("token: ****\n");
        assertThat(run.out() + run.err()).doesNotContain(TOKEN);
        assertThat(bench.cluster().store().list(Resource.PODS, "", pod -> true).items())
                .singleElement()
                .asString()
                .doesNotContain(TOKEN);
    }

    @Test
    void filesThatAreTooLargeForASecretEndTheTaskBeforeAnythingIsCreated() throws IOException {
        Path file = Files.write(folder.resolve("large"), new byte[700_000]);

        InProcess run =
                bench.run("a", "--secret-files", "/run/a=" + file, "--secret-files", "/run/b=" + file, "--", "true");

        assertThat(run.err())
                .contains("Cannot read the secrets of the task: all together have 1400000 bytes, and a Secret holds at"
                        + " most 1048576.");
        assertThat(bench.empty()).isTrue();
    }

    @Test
    void aFileThatIsMissingIsAUsageError() {
        InProcess run = bench.run("a", "--secret-files", "/run/a=" + folder.resolve("none"), "--", "true");

        assertThat(run.err()).contains("--secret-files: there is no readable file " + folder.resolve("none"));
        assertThat(run.status()).isEqualTo(2);
    }
}
