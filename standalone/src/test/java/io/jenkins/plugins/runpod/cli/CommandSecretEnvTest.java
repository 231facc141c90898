package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.cluster.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets of {@code run-pod run}. PATH is a variable that every environment has. */
class CommandSecretEnvTest {
    private static final String SECRET = System.getenv("PATH");

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

    private InProcess printing(String... more) {
        return bench.run(
                "a",
                Stream.concat(
                                Stream.of(more),
                                Stream.of("--secret-env", "TOKEN=PATH", "--", "sh", "-c", "echo \"<$TOKEN>\"; exit 3"))
                        .toArray(String[]::new));
    }

    @Test
    void theContainerHasTheSecretInItsVariable() {
        InProcess run =
                bench.run("a", "--secret-env", "TOKEN=PATH", "--", "sh", "-c", "test ${#TOKEN} -eq " + SECRET.length());

        assertThat(run.status()).isZero();
    }

    @Test
    void theLogAndTheResultShowAMask() {
        InProcess run = printing();

        assertThat(run.out()).startsWith("<****>\n");
        assertThat(run.out() + run.err()).doesNotContain(SECRET);
    }

    @Test
    void nothingThatIsKeptHoldsTheSecret() throws IOException {
        printing(
                "--state-dir",
                folder.resolve("state").toString(),
                "--log-file",
                folder.resolve("log").toString());

        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .noneMatch(file -> read(file).contains(SECRET));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noSecretIsLeftInTheCluster() {
        printing();

        assertThat(bench.cluster()
                        .store()
                        .list(Resource.SECRETS, "default", secret -> true)
                        .items())
                .isEmpty();
    }

    @Test
    void aVariableThatIsNotThereIsAUsageError() {
        InProcess run = bench.run("a", "--secret-env", "NO_SUCH_VARIABLE");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("there is no variable NO_SUCH_VARIABLE in the environment");
    }

    @Test
    void aDryRunPrintsThePodAndCreatesNothing() {
        InProcess run = bench.run("a", "--secret-env", "TOKEN=PATH", "--dry-run");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("kind: Pod", "image: app", "secretKeyRef:")
                .doesNotContain(SECRET);
        assertThat(bench.empty()).isTrue();
    }
}
