package io.jenkins.plugins.runpod.engine.kube.http2;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http2ConnectionsTest {
    private final ExecutorService resolver = Executors.newSingleThreadExecutor();
    private final IoThreads threads = new IoThreads();
    private Http2Server server;
    private Http2Connections connections;

    @BeforeEach
    void connect() throws Exception {
        server = new Http2Server(exchange -> exchange.json(200, "{}"));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("it", Keys.ofServer().getCertificate("it"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        connections = new Http2Connections(
                Endpoint.of(URI.create(server.url()), tls, List.of(), Duration.ofMinutes(1)),
                threads.requests(),
                resolver,
                new Http2Clock((delay, task) -> () -> {}, System::nanoTime),
                speaks -> {});
    }

    @AfterEach
    void close() throws IOException {
        connections.close();
        threads.close();
        server.close();
        resolver.shutdown();
    }

    private static class Listener implements StreamListener {
        final CompletableFuture<Void> over = new CompletableFuture<>();

        @Override
        public void sent(Http2Stream stream) {}

        @Override
        public void answered(int status, Optional<String> retryAfter) {}

        @Override
        public void received(ByteBuffer part) {}

        @Override
        public void ended() {
            over.complete(null);
        }

        @Override
        public void failed(IOException why, boolean unsent) {
            over.completeExceptionally(why);
        }

        @Override
        public void notSpoken() {
            over.completeExceptionally(new IOException("no HTTP/2"));
        }
    }

    private Http2Stream open(StreamListener listener) {
        return connections.open(
                new StreamRequest("GET", "/", List.of(), Optional.empty(), Http2Stream.WINDOW), listener);
    }

    @Test
    void aStreamMayBeUsedBetweenTheCutOfItsConnectionAndTheEnd() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Http2Stream stream = open(new Listener() {
            @Override
            public void received(ByteBuffer part) {
                received.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        received.await();

        connections.close();
        assertThatCode(() -> stream.consumed(Http2Stream.WINDOW)).doesNotThrowAnyException();
        assertThatCode(stream::cancel).doesNotThrowAnyException();
        goOn.countDown();
    }
}
