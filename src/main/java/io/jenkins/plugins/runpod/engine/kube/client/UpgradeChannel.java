package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The HTTP client for WebSockets, made with the first of them from the settings of another client. Safe for use by many
 * threads.
 *
 * <p>It is the JDK's. fabric8's WebSocket offers one subprotocol, queues what it sends without a limit, gathers whole
 * messages in memory, and cannot send a ping or be cut off at once. That of the JDK tells when a message was written, and
 * receives only what is asked for.
 */
final class UpgradeChannel {
    private final HttpChannel like;
    private HttpClient client;

    /** @param like has the certificates, the proxy and the headers to use */
    UpgradeChannel(HttpChannel like) {
        this.like = like;
    }

    CompletableFuture<WebSocket> upgrade(
            StandardHttpRequest.Builder request, List<String> protocols, Duration within, WebSocket.Listener listener) {
        StandardHttpRequest complete = like.complete(request);
        WebSocket.Builder builder = client().newWebSocketBuilder()
                .connectTimeout(within)
                .subprotocols(protocols.get(0), protocols.stream().skip(1).toArray(String[]::new));
        complete.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        return builder.buildAsync(URI.create(complete.uri().toString().replaceFirst("^http", "ws")), listener);
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = like.settings().build();
        }
        return client;
    }
}
