package io.jenkins.plugins.runpod.engine.kube.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.runpod.engine.kube.client.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterAccessTest {
    private static final String KUBECONFIG = """
            apiVersion: v1
            kind: Config
            current-context: one
            contexts:
            - name: one
              context: {cluster: c1, user: u1, namespace: builds}
            - name: two
              context: {cluster: c2, user: u2}
            - name: broken
              context: {cluster: nowhere, user: nobody}
            clusters:
            - name: c1
              cluster: {server: "https://one:6443", certificate-authority: ca.crt}
            - name: c2
              cluster: {server: "https://two:6443", insecure-skip-tls-verify: true}
            users:
            - name: u1
              user: {token: sesame}
            - name: u2
              user: {tokenFile: token}
            """;

    @TempDir
    private Path folder;

    private Kubeconfig file(String context) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), KUBECONFIG);
        return Kubeconfig.file(file, Optional.of(context).filter(name -> !name.isEmpty()));
    }

    @Test
    void aKubeconfigIsReadInItsCurrentContext() throws Exception {
        Config config = file("").get();

        assertThat(config.getMasterUrl()).isEqualTo("https://one:6443/");
        assertThat(config.getAutoOAuthToken()).isEqualTo("sesame");
        assertThat(config.getNamespace()).isEqualTo("builds");
    }

    @Test
    void filesThatAKubeconfigNamesAreBesideIt() throws Exception {
        assertThat(file("").get().getCaCertFile())
                .isEqualTo(folder.resolve("ca.crt").toString());
    }

    @Test
    void anotherContextCanBeChosen() throws Exception {
        Files.writeString(folder.resolve("token"), "from a file\n");

        Config config = file("two").get();

        assertThat(config.getMasterUrl()).isEqualTo("https://two:6443/");
        assertThat(config.isTrustCerts()).isTrue();
    }

    @Test
    void aTokenFileIsReadEachTime() throws Exception {
        Kubeconfig access = file("two");
        Files.writeString(folder.resolve("token"), "old\n");
        assertThat(access.get().getAutoOAuthToken()).isEqualTo("old");

        Files.writeString(folder.resolve("token"), "new\n");

        assertThat(access.get().getAutoOAuthToken()).isEqualTo("new");
    }

    @Test
    void aProxyIsUsedForAServerWithTls() {
        String proxied =
                KUBECONFIG.replace("\"https://one:6443\"", "\"https://one:6443\", proxy-url: \"http://proxy:3128\"");

        assertThat(Kubeconfig.text(proxied, Optional.empty(), Kubeconfig.Reach.COMMANDS_AND_FILES)
                        .get()
                        .getHttpsProxy())
                .isEqualTo("http://proxy:3128");
    }

    @Test
    void anotherUserCanBeActedFor() {
        String acting = KUBECONFIG.replace("token: sesame", "token: sesame, as: ali, as-groups: [builders]");

        Config config = Kubeconfig.text(acting, Optional.empty(), Kubeconfig.Reach.COMMANDS_AND_FILES)
                .get();

        assertThat(config.getImpersonateUsername()).isEqualTo("ali");
        assertThat(config.getImpersonateGroups()).containsExactly("builders");
    }

    @Test
    void aContextThatDoesNotExistIsNotReplacedByTheCurrentOne() {
        assertThatThrownBy(() -> file("three").get())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(" has no context 'three', only one, two, broken");
    }

    @Test
    void everythingThatIsWrongWithAContextIsSaidAtOnce() {
        assertThatThrownBy(() -> file("broken").get())
                .hasMessageEndingWith(" has no cluster 'nowhere' with a server and has no user 'nobody'");
    }

    @Test
    void aTextCanBeAKubeconfig() {
        assertThat(Kubeconfig.text(KUBECONFIG, Optional.empty(), Kubeconfig.Reach.COMMANDS_AND_FILES)
                        .get()
                        .getMasterUrl())
                .isEqualTo("https://one:6443/");
    }

    @Test
    void whatIsNoKubeconfigIsRefusedWithoutQuotingIt() {
        assertThatThrownBy(
                        () -> Kubeconfig.text("secret: [sesame", Optional.empty(), Kubeconfig.Reach.COMMANDS_AND_FILES)
                                .get())
                .hasMessage("The kubeconfig is not a kubeconfig")
                .hasNoCause();
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> Kubeconfig.file(missing, Optional.empty()).get())
                .hasMessage("Cannot read " + missing);
    }

    @Test
    void aPodUsesItsServiceAccount() throws Exception {
        Files.writeString(folder.resolve("token"), "sesame\n");
        Files.writeString(folder.resolve("namespace"), "builds");

        Config config =
                InCluster.read(Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "6443"), folder);

        assertThat(config.getMasterUrl()).isEqualTo("https://[fd00::1]:6443/");
        assertThat(config.getOauthToken()).isEqualTo("sesame");
        assertThat(config.getNamespace()).isEqualTo("builds");
        assertThat(config.getCaCertFile()).isEqualTo(folder.resolve("ca.crt").toString());
    }

    @Test
    void outsideOfAPodThereIsNoServiceAccount() {
        assertThatThrownBy(() -> InCluster.read(Map.of(), folder)).hasMessageContaining("does not run in a pod");
    }

    @Test
    void anAddressTakesATokenAndAProxy() {
        Config config = address(new ServerAddress.Token("sesame")).get();

        assertThat(config.getMasterUrl()).isEqualTo("https://api:6443/");
        assertThat(config.getOauthToken()).isEqualTo("sesame");
        assertThat(config.getHttpsProxy()).isEqualTo("http://proxy:3128");
    }

    private static ServerAddress address(ServerAddress.Credential credential) {
        return new ServerAddress(
                "https://api:6443", Optional.empty(), false, Optional.of("http://proxy:3128"), credential);
    }

    @Test
    void nothingShowsASecret() {
        assertThat(String.valueOf(address(new ServerAddress.Token("sesame")))
                        + address(new ServerAddress.UserPassword("ali", "sesame"))
                        + address(new ServerAddress.ClientCertificate("cert", "sesame"))
                        + Kubeconfig.text("token: sesame", Optional.empty(), Kubeconfig.Reach.COMMANDS_AND_FILES))
                .doesNotContain("sesame");
    }

    @Test
    void environmentAndHomeAreNotLookedAt() {
        assertThat(address(new ServerAddress.Anonymous()).get().getContexts()).isEmpty();
    }

    private static void refused(Config config, String message) {
        assertThatThrownBy(() -> Transport.of(config, Optional.empty(), Runnable::run))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message)
                .hasNoCause();
    }

    @Test
    void anAddressWithoutASchemeIsRefused() {
        ServerAddress address =
                new ServerAddress("api:6443", Optional.empty(), false, Optional.empty(), new ServerAddress.Anonymous());

        assertThatThrownBy(address::get)
                .hasMessage("The API server's address must look like https://host:port, not 'api:6443'");
    }

    @Test
    void aKubeconfigsServerWithoutASchemeIsRefused() {
        assertThatThrownBy(() -> Kubeconfig.text(
                                KUBECONFIG.replace("https://one", "one"),
                                Optional.empty(),
                                Kubeconfig.Reach.COMMANDS_AND_FILES)
                        .get())
                .hasMessage("The API server's address must look like https://host:port, not 'one:6443'");
    }

    @Test
    void anAddressWithAPasswordIsRefusedWithoutShowingIt() {
        refused(
                new ConfigBuilder(Config.empty())
                        .withMasterUrl("https://ali:sesame@api:6443")
                        .build(),
                "The API server's address must not contain a user or password");
    }

    @Test
    void aTokenThatIsNoneIsRefusedWithoutShowingIt() {
        refused(
                address(new ServerAddress.Token("sesame\nX-Evil: 1")).get(),
                "The token has characters that are not allowed in a token");
    }

    @Test
    void onlyHttpProxiesAreAccepted() {
        refused(
                new ConfigBuilder(Config.empty())
                        .withMasterUrl("https://api:6443")
                        .withHttpsProxy("socks5://proxy:1080")
                        .build(),
                "Only HTTP proxies are supported, not socks5");
    }

    @Test
    void aBadCertificateIsRefusedWithoutShowingTheKey() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("https://api:6443")
                .withClientCertData("bm9uc2Vuc2U=")
                .withClientKeyData("c2VzYW1l")
                .build();

        assertThatThrownBy(() -> Transport.of(config, Optional.empty(), Runnable::run))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .doesNotContain("c2VzYW1l");
    }
}
