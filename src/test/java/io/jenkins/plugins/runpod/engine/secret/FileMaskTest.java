package io.jenkins.plugins.runpod.engine.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileMaskTest {
    private static final String KUBECONFIG = """
            apiVersion: v1
            clusters:
            - name: production-cluster-of-the-north
              cluster: {server: "https://prod.example.org:6443"}
            users:
            - name: deployer
              user:
                client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVk+LS0/Cg==
                token: 0123456789abcdef0123456789abcdef
            """;
    private static final byte[] KEYSTORE = keystore();

    private static byte[] keystore() {
        byte[] bytes = new byte[300];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static TaskSecrets secrets(byte[] content) {
        TaskSecrets secrets = new TaskSecrets(() -> CompletableFuture.completedFuture(
                new SecretValues(Map.of(), Map.of("/run/file", content), List.of(), List.of())));
        secrets.read().toCompletableFuture().join();
        return secrets;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: production-cluster-of-the-north | name: production-cluster-of-the-north",
                "GET https://prod.example.org:6443/api | GET https://prod.example.org:6443/api",
                "the token 0123456789abcdef0123456789abcdef | the token ****",
                "data=LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVk+LS0/Cg==. | data=****.",
                "deployer | deployer",
            })
    void onlyWordsThatCanBeSecretAreMaskedOfAConfiguration(String line, String masked) {
        assertThat(secrets(KUBECONFIG.getBytes(StandardCharsets.UTF_8)).maskOwnWords(line))
                .isEqualTo(masked);
    }

    @Test
    void aFileOfOneLineIsMaskedAsAWhole() {
        assertThat(secrets("brass kettle\n".getBytes(StandardCharsets.UTF_8)).maskOwnWords("a brass kettle on fire"))
                .isEqualTo("a **** on fire");
    }

    @ParameterizedTest
    @CsvSource({"0", "64", "76"})
    void aFileIsMaskedInBase64(int lineLength) {
        String code = lineLength == 0
                ? Base64.getEncoder().encodeToString(KEYSTORE)
                : Base64.getMimeEncoder(lineLength, new byte[] {'\n'}).encodeToString(KEYSTORE);

        assertThat(secrets(KEYSTORE).maskOwnWords(code + "\n").replaceAll("[=\\n*]", ""))
                .isEmpty();
    }

    @Test
    void theMasksOfALargeFileAreBounded() {
        byte[] large = "0123456789abcdefX\n".repeat(60_000).getBytes(StandardCharsets.UTF_8);

        assertThat(FileMask.codes(large)).allMatch(code -> code.length() < 2 * FileMask.MOST_BYTES);
        assertThat(FileMask.texts(large)).hasSize(2); // the last one is cut
    }
}
