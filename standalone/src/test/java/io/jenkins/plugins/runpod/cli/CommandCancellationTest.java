package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C. */
class CommandCancellationTest {
    private static final String OBEDIENT = "echo at work; exec sleep 600";
    private static final String STUBBORN = "trap '' TERM; echo at work; while :; do sleep 1; done";

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

    private CommandLineProcess atWork(String grace, String script) {
        CommandLineProcess run = bench.start("a", "--termination-grace-period", grace, "--", "sh", "-c", script);
        run.awaitOut("at work");
        return run;
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalCancelsTheTask(String signal) {
        CommandLineProcess run = atWork("30s", OBEDIENT);
        run.signal(signal);

        assertThat(run.status()).isEqualTo(130);
        assertThat(run.result().get("verdict").asText()).isEqualTo("CANCELLED");
    }

    @Test
    void aPodThatDoesNotObeyIsGoneAfterItsGracePeriod() {
        CommandLineProcess run = atWork("2s", STUBBORN);
        run.signal("INT");

        assertThat(run.status()).isEqualTo(130);
        assertThat(bench.empty()).isTrue();
    }

    @Test
    void aSecondSignalLeavesAtOnce() {
        CommandLineProcess run = atWork("10m", STUBBORN);
        run.signal("INT");
        run.awaitErr("Cancelled");
        run.signal("INT");

        assertThat(run.status()).isEqualTo(130);
        assertThat(run.err()).contains("Leaving");
    }
}
