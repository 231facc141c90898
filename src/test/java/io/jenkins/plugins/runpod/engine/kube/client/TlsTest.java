package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.failure;
import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.http.TlsVersion;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.ExecResult;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.kube.access.ServerAddress;
import io.jenkins.plugins.runpod.engine.kube.http2.Keys;
import io.jenkins.plugins.runpod.engine.time.ScheduledTimer;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that answers with the name in the client's certificate as the pod's UID. */
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private static KeyStore server;
    private static KeyStore client;

    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final ScheduledTimer timer = new ScheduledTimer(workers);
    private HttpsServer https;
    private SSLContext context;

    @BeforeAll
    static void makeKeys() throws Exception {
        server = Keys.made("CN=server", "RSA");
        client = Keys.made("CN=controller", "EC");
    }

    @BeforeEach
    void serve() throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(server, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("client", client.getCertificate("it"));
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted);
        context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setWantClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        https.createContext("/", TlsTest::answer);
        https.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String name;
        try {
            name = ((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            name = "nobody";
        }
        byte[] body = ApiJson.pod("a", name, 1).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void stop() {
        https.stop(0);
        timer.close();
        workers.shutdownNow();
    }

    private SharedCluster cluster(Optional<String> authority, boolean skip, ServerAddress.Credential credential) {
        ServerAddress access = new ServerAddress(
                "https://127.0.0.1:" + https.getAddress().getPort(), authority, skip, Optional.empty(), credential);
        return new KubeClients(workers, timer).acquire(access, access, ClusterFixture.SETTINGS, waits -> {});
    }

    private String uid(SharedCluster cluster) throws KubeFailure {
        return get(cluster.kube().get("ns", "a")).orElseThrow().uid();
    }

    @Test
    void trustsTheAuthorityThatIsGiven() throws Exception {
        try (SharedCluster cluster =
                cluster(Optional.of(Keys.certificate(server)), false, new ServerAddress.Anonymous())) {
            assertThat(uid(cluster)).isEqualTo("nobody");
        }
    }

    @Test
    void trustsNoOtherAuthorityAndSendsNothingThen() throws Exception {
        try (SharedCluster cluster =
                cluster(Optional.of(Keys.certificate(client)), false, new ServerAddress.Anonymous())) {
            assertThat(failure(cluster.kube().get("ns", "a")).effect()).isEqualTo(Effect.NONE);
        }
    }

    @Test
    void saysWhatIsWrongWithAVersionThatIsDisabled() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("https://127.0.0.1:" + https.getAddress().getPort())
                .withTlsVersions(TlsVersion.TLS_1_0)
                .build();
        try (SharedCluster cluster =
                new KubeClients(workers, timer).acquire("old", () -> config, ClusterFixture.SETTINGS, waits -> {})) {
            assertThat(failure(cluster.kube().get("ns", "a")))
                    .hasMessageContaining("protocol")
                    .extracting(KubeFailure::effect)
                    .isEqualTo(Effect.NONE);
        }
    }

    @Test
    void trustsAnyAuthorityIfToldTo() throws Exception {
        try (SharedCluster cluster = cluster(Optional.empty(), true, new ServerAddress.Anonymous())) {
            assertThat(uid(cluster)).isEqualTo("nobody");
        }
    }

    @Test
    void showsItsOwnCertificate() throws Exception {
        String key = Keys.privateKey(client);
        try (SharedCluster cluster = cluster(
                Optional.of(Keys.certificate(server)),
                false,
                new ServerAddress.ClientCertificate(Keys.certificate(client), key))) {
            assertThat(uid(cluster)).isEqualTo("CN=controller");
        }
    }

    private KubeFailure refusedCommand(ScriptedServer server, Optional<String> authority) {
        return failure(command(server, authority, new ServerAddress.Anonymous()));
    }

    private CompletionStage<ExecResult> command(
            ScriptedServer server, Optional<String> authority, ServerAddress.Credential credential) {
        ServerAddress access = new ServerAddress(server.url(), authority, false, Optional.empty(), credential);
        return new KubeClients(workers, timer)
                .acquire(access, access, ClusterFixture.SETTINGS, waits -> {})
                .kube()
                .exec(ExecFixture.request(Patience.HANG), ExecInput.of("abc".getBytes()), (chunk, next) -> next.run())
                .result();
    }

    @Test
    void aCommandTrustsAndShowsTheSameCertificates() throws Exception {
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(true);
        ServerAddress.Credential own =
                new ServerAddress.ClientCertificate(Keys.certificate(client), Keys.privateKey(client));
        try (ScriptedServer server = new ScriptedServer(socket, "https", ExecFixture.playing(peer -> {
            peer.send(ExecPeer.STDOUT, new byte[100_000]);
            peer.end(peer.read().length);
        }))) {
            assertThat(get(command(server, Optional.of(Keys.certificate(TlsTest.server)), own)))
                    .isEqualTo(new ExecResult(4, "", 3, 100_000));
            assertThat(refusedCommand(server, Optional.of(Keys.certificate(client)))
                            .effect())
                    .isEqualTo(Effect.NONE);
            assertThat(server.requests).hasSize(1);
        }
    }
}
