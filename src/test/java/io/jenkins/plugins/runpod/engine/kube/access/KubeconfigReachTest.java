package io.jenkins.plugins.runpod.engine.kube.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.kube.access.Kubeconfig.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a kubeconfig may do on the machine that reads it, and which of its settings are refused. */
class KubeconfigReachTest {
    private static final String REFUSED = "The kubeconfig may not run commands or read files,"
            + " unless the configuration of the cluster allows that: ";

    @TempDir
    private Path folder;

    private static String kubeconfig(String cluster, String user) {
        return """
                current-context: one
                contexts:
                - {name: one, context: {cluster: c, user: u}}
                clusters:
                - {name: c, cluster: {server: "https://one:6443", %s}}
                - {name: other, cluster: {server: "https://two:6443", certificate-authority: /etc/passwd}}
                users:
                - {name: u, user: {%s}}
                - {name: other, user: {tokenFile: /etc/passwd}}
                """.formatted(cluster, user);
    }

    private static Kubeconfig text(String text, Reach reach) {
        return Kubeconfig.text(text, Optional.empty(), reach);
    }

    private String command(Path trace) throws IOException {
        Path script = Files.writeString(folder.resolve("login"), """
                #!/bin/sh
                touch '%s'
                echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "t"}}'
                """.formatted(trace));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return kubeconfig("", "exec: {apiVersion: client.authentication.k8s.io/v1, command: %s}".formatted(script));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "| exec: {command: id, apiVersion: client.authentication.k8s.io/v1} | users[u].exec",
                "| auth-provider: {name: gcp, config: {cmd-path: id}} | users[u].auth-provider",
                "| tokenFile: /etc/passwd | users[u].tokenFile",
                "| client-certificate: a.pem | users[u].client-certificate",
                "| client-key: a.key | users[u].client-key",
                "certificate-authority: /etc/passwd | token: t | clusters[c].certificate-authority",
            })
    void eachSettingBeyondTheTextIsRefused(String cluster, String user, String named) {
        String text = kubeconfig(cluster == null ? "" : cluster, user);

        assertThatThrownBy(() -> text(text, Reach.TEXT).get()).hasMessage(REFUSED + named);
        assertThatThrownBy(() -> text(text, Reach.TEXT).details()).hasMessage(REFUSED + named);
    }

    @Test
    void allSuchSettingsAreNamedAtOnce() {
        String text = kubeconfig("certificate-authority: ca", "client-certificate: a, client-key: b, tokenFile: t");

        assertThatThrownBy(() -> text(text, Reach.TEXT).get())
                .hasMessage(REFUSED + "clusters[c].certificate-authority, users[u].tokenFile,"
                        + " users[u].client-certificate, users[u].client-key");
    }

    @Test
    void refusedCommandDoesNotRun() throws Exception {
        Path trace = folder.resolve("trace");
        String text = command(trace);

        assertThatThrownBy(() -> text(text, Reach.TEXT).get()).hasMessage(REFUSED + "users[u].exec");
        assertThat(trace).doesNotExist();
    }

    @Test
    void allowedCommandRuns() throws Exception {
        Path trace = folder.resolve("trace");

        text(command(trace), Reach.COMMANDS_AND_FILES).get();

        assertThat(trace).exists();
    }

    @Test
    void lookAtTheDetailsRunsNoAllowedCommand() throws Exception {
        Path trace = folder.resolve("trace");

        text(command(trace), Reach.COMMANDS_AND_FILES).details();

        assertThat(trace).doesNotExist();
    }

    @Test
    void kubeconfigOfTheUserMayRunCommands() throws Exception {
        Path trace = folder.resolve("trace");
        Path file = Files.writeString(folder.resolve("config"), command(trace));

        Kubeconfig.file(file, Optional.empty()).get();

        assertThat(trace).exists();
    }

    /** The client library takes the last entry of a name. */
    @Test
    void secondEntryOfAHarmlessUserDoesNotPassUnseen() throws Exception {
        Path trace = folder.resolve("trace");
        String text = command(trace).replace("users:\n", "users:\n- {name: u, user: {token: t}}\n");

        assertThatThrownBy(() -> text(text, Reach.TEXT).get())
                .hasMessage("The kubeconfig has several entries for the user 'u'");
        assertThat(trace).doesNotExist();
    }

    @Test
    void textAloneIsEnough() {
        assertThat(text(kubeconfig("certificate-authority-data: YQ==", "token: t"), Reach.TEXT)
                        .get()
                        .getCaCertData())
                .isEqualTo("YQ==");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tls-server-name: x | token: t | uses tls-server-name, which is not supported",
                "certificate-authority-data: YQ==, insecure-skip-tls-verify: true | token: t"
                        + " | has both certificate-authority and insecure-skip-tls-verify",
                "| token: t, as: ali, as-uid: '7' | uses as-uid, which is not supported",
                "| token: t, username: ali, password: p | has both a token and a username",
            })
    void settingThatTheClientWouldIgnoreIsRefused(String cluster, String user, String problem) {
        assertThatThrownBy(() -> text(kubeconfig(cluster == null ? "" : cluster, user), Reach.TEXT)
                        .get())
                .hasMessage("The kubeconfig " + problem);
    }
}
