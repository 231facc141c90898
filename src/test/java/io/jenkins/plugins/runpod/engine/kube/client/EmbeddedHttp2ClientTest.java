package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.engine.kube.http2.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same over HTTP/2. Commands still go over HTTP/1.1. */
class EmbeddedHttp2ClientTest extends EmbeddedClientTest {
    private Http2Front front;

    @Override
    String kubeconfig(EmbeddedCluster cluster) {
        try {
            front = front == null ? new Http2Front(cluster.url()) : front;
            String authority = Base64.getEncoder()
                    .encodeToString(Keys.certificate(Keys.ofServer()).getBytes(StandardCharsets.UTF_8));
            return cluster.kubeconfig()
                    .replace(
                            "server: " + cluster.url(),
                            "server: " + front.server.url() + "\n    certificate-authority-data: " + authority);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stopFront() throws IOException {
        if (front != null) {
            front.close();
        }
    }

    @Test
    void requestsShareOneConnection() throws Exception {
        create("true");
        get(cluster().account());

        assertThat(front.server.accepted).hasValue(1);
    }
}
