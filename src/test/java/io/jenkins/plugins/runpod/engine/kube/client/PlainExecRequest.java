package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.testing.Patience;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** An exec that is yet to be asked for. */
final class PlainExecRequest {
    private final HttpClient client;
    private final String address;
    private final Optional<String> authorization;
    private final StringBuilder query = new StringBuilder("?");
    private String[] protocols = {"v5.channel.k8s.io"};
    private boolean output = true;

    /** @param address of the pod, {@code http://…/pods/name} */
    PlainExecRequest(HttpClient client, String address, Optional<String> authorization) {
        this.client = client;
        this.address = address;
        this.authorization = authorization;
    }

    PlainExecRequest run(String... command) {
        for (String word : command) {
            with("command", word);
        }
        return this;
    }

    PlainExecRequest sh(String script) {
        return run("sh", "-c", script);
    }

    PlainExecRequest with(String name, String value) {
        query.append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('&');
        return this;
    }

    PlainExecRequest withInput() {
        return with("stdin", "true");
    }

    /** Neither standard output nor standard error. */
    PlainExecRequest withoutOutput() {
        output = false;
        return this;
    }

    PlainExecRequest over(String... subprotocols) {
        protocols = subprotocols;
        return this;
    }

    /** The path and the query. */
    String query() {
        return "/exec" + (output ? query + "stdout=true&stderr=true" : query);
    }

    /** Opens the connection. */
    PlainExec open() {
        PlainExec connection = new PlainExec();
        WebSocket.Builder builder = client.newWebSocketBuilder();
        authorization.ifPresent(value -> builder.header("Authorization", value));
        if (protocols.length > 0) {
            builder.subprotocols(protocols[0], Arrays.copyOfRange(protocols, 1, protocols.length));
        }
        WebSocket socket = builder.buildAsync(URI.create(address.replaceFirst("^http", "ws") + query()), connection)
                .orTimeout(Patience.HANG.toSeconds(), TimeUnit.SECONDS)
                .join();
        return connection.on(socket);
    }

    /** The refusal of the handshake. */
    HttpResponse<?> refusal() {
        try {
            open();
            throw new AssertionError("accepted");
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException failure) {
                return failure.getResponse();
            }
            throw e;
        }
    }
}
