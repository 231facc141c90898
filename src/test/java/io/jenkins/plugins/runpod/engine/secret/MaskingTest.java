package io.jenkins.plugins.runpod.engine.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.kube.ExecResult;
import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import io.jenkins.plugins.runpod.engine.log.StreamMedium;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.SnapshotBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MaskingTest {
    private final TaskSecrets secrets = new TaskSecrets(() -> CompletableFuture.completedFuture(
            new SecretValues(Map.of("TOKEN", "lamplighter"), List.of("lamplighter"))));
    private final Masking masking = new Masking(secrets);
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    private void read() {
        secrets.read().toCompletableFuture().join();
    }

    private static PodSnapshot ended(String reason, String message) {
        ContainerState end = new ContainerState.Terminated(1, reason, message, Optional.empty(), Optional.empty());
        return SnapshotBuilder.aPod()
                .node("node")
                .phase("Failed")
                .main("app", end)
                .build();
    }

    private static PodSnapshot waiting(String reason, String message) {
        return SnapshotBuilder.aPod()
                .node("node")
                .message(message)
                .conditions(Map.of("Ready", new PodSnapshot.Condition("False", "", message)))
                .main("app", new ContainerState.Waiting(reason, message))
                .build();
    }

    @Test
    void whatAPodWaitsForIsMaskedWhereverItIsSaid() {
        read();
        PodSnapshot masked = masking.mask(waiting("CreateContainerError", "executable file `lamplighter` not found"));

        assertThat(masked.toString()).contains("executable file").doesNotContain("lamplighter");
    }

    @Test
    void whatARuntimeSaysOfACommandLineIsHiddenUntilItIsKnownWhatToMask() {
        PodSnapshot masked = masking.mask(waiting("CreateContainerError", "executable file `lamplighter` not found"));

        assertThat(masked.containers().get(0).state())
                .isEqualTo(new ContainerState.Waiting("CreateContainerError", "****"));
    }

    private String shown(String reason, String message) {
        ContainerState state =
                masking.mask(ended(reason, message)).containers().get(0).state();
        return ((ContainerState.Terminated) state).message();
    }

    @Test
    void whatTheKubeletLeavesOfASecretAtTheEndsOfAMessageIsMasked() {
        read();
        String rest = "x".repeat(2040);

        assertThat(shown("Error", "plighter " + rest + "\n")).isEqualTo("**** " + rest + "\n");
        assertThat(shown("Error", rest + " lampligh")).isEqualTo(rest + " ****");
        assertThat(shown("Error", "hter lamplighter " + rest + "lamp")).isEqualTo("**** **** " + rest + "****");
        assertThat(shown("Error", "ter " + rest + " lam")).isEqualTo("ter " + rest + " lam");
        assertThat(shown("Error", "plighter, lamp")).isEqualTo("plighter, lamp");
    }

    private String written(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        masking.mask(new TaskMedia(new StreamMedium(log), Optional.empty(), Optional.empty(), "[run-pod] "))
                .log()
                .append(bytes, 0, bytes.length);
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatAContainerSaidAtItsEndIsMasked() {
        read();
        assertThat(shown("Error", "login with lamplighter failed")).isEqualTo("login with **** failed");
    }

    @Test
    void aCommandThatCouldNotBeStartedIsMasked() {
        read();
        assertThat(shown("StartError", "exec: \"lamplighter\": not found")).isEqualTo("exec: \"****\": not found");
    }

    @Test
    void aProbesWordsInAnEventAreMasked() {
        read();
        PodEvent event =
                new PodEvent("Unhealthy", "said lamplighter", "uid", "main", Optional.empty(), Optional.empty());
        assertThat(masking.mask(event).message()).isEqualTo("said ****");
    }

    @Test
    void theErrorsOfACommandAreMaskedAndHiddenUntilItIsKnownWhatToMask() {
        ExecResult end = new ExecResult(2, "tar: lamplighter: no such file", 3, 4);
        assertThat(masking.mask(end)).isEqualTo(new ExecResult(2, "****", 3, 4));
        read();
        assertThat(masking.mask(end)).isEqualTo(new ExecResult(2, "tar: ****: no such file", 3, 4));
    }

    @Test
    void linesOfTheLogAreMasked() throws IOException {
        read();
        assertThat(written("one lamplighter\ntwo\n")).isEqualTo("one ****\ntwo\n");
    }

    @Test
    void statusLinesAreMaskedWhereTheyAreShownApart() {
        read();
        List<String> said = new ArrayList<>();
        masking.mask(new TaskMedia(new StreamMedium(log), Optional.empty(), Optional.of(said::add)))
                .status()
                .orElseThrow()
                .accept("lamplighter");
        assertThat(said).containsExactly("****");
    }

    @Test
    void asLongAsNobodyKnowsTheSecretsNothingThatAContainerWroteIsShown() throws IOException {
        assertThat(written("one lamplighter\n\n[run-pod] Pod created.\ntwo\n"))
                .isEqualTo("****\n\n[run-pod] Pod created.\n****\n");
    }

    @Test
    void asLongAsNobodyKnowsTheSecretsWhatAContainerSaidAtItsEndIsHidden() {
        assertThat(shown("Error", "login with lamplighter failed")).isEqualTo("****");
    }

    @Test
    void asLongAsNobodyKnowsTheSecretsARegistrysWordsStayForDiagnosis() {
        ContainerState state = new ContainerState.Waiting("ErrImagePull", "429 Too Many Requests");
        PodSnapshot masked = masking.mask(waiting("ErrImagePull", "429 Too Many Requests"));

        assertThat(masked.containers().get(0).state()).isEqualTo(state);
    }

    @Test
    void valuesNeverShowInWords() {
        assertThat(secrets.read().toCompletableFuture().join()).hasToString("values of [TOKEN] and []");
    }

    private void append(OutputMedium medium, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        medium.append(bytes, 0, bytes.length);
    }

    /** The first line ends with a beginning that is too short to be known. */
    @Test
    void aCodeGoesOnBehindALineOfTheEngine() throws IOException {
        read();
        OutputMedium medium = masking.mask(
                        new TaskMedia(new StreamMedium(log), Optional.empty(), Optional.empty(), "[run-pod] "))
                .log();

        append(medium, "xxbGFt\n");
        append(medium, "[run-pod] Waiting.\n");
        append(medium, "cGxpZ2h0ZXI=\n");

        assertThat(log.toString(StandardCharsets.UTF_8)).isEqualTo("xxbGFt\n[run-pod] Waiting.\n****I=\n");
    }

    /** What was written in part is written again, from anywhere. */
    @Test
    void nothingGoesOnBehindAFailure() throws IOException {
        read();
        OutputMedium medium = masking.mask(
                        new TaskMedia(new StreamMedium(log), Optional.empty(), Optional.empty(), "[run-pod] "))
                .log();

        append(medium, "xxbGFt\n");
        medium.cutBack(0);
        append(medium, "cGxpZ2h0ZXI=\n");

        assertThat(log.toString(StandardCharsets.UTF_8)).isEqualTo("xxbGFt\ncGxpZ2h0ZXI=\n");
    }
}
