package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import io.jenkins.plugins.runpod.engine.kube.access.ClientKey;
import io.jenkins.plugins.runpod.engine.kube.access.SettingsCheck;
import io.jenkins.plugins.runpod.engine.kube.http2.Http2Stream;
import io.jenkins.plugins.runpod.engine.kube.http2.StreamListener;
import io.jenkins.plugins.runpod.engine.kube.http2.StreamRequest;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The HTTP clients of one cluster with one state of its credential. Safe for use by many threads.
 *
 * <p>Requests share few HTTP/2 connections, which are watched over and counted in {@link SharedConnections}. Without TLS, behind a
 * proxy, or if the server chooses HTTP/1.1, the JDK's client sends them. There a request that times out closes its connection, and
 * each followed log has its own connection. Logs have a separate client, so that their bytes do not occupy the thread that answers
 * other requests. So have commands, for the same reason, and always over HTTP/1.1. Each client is made when it is first needed, because
 * it has a thread.
 */
public final class Transport {
    private final String server;
    private final TransportKey key;
    private final Optional<String> authorization;
    private final HttpChannel requests;
    private final HttpChannel logs;
    private final UpgradeChannel commands;
    private final Optional<SharedConnections> shared;
    private final Executor workers;
    private final Executor watches;
    private final String path;
    private final Map<String, List<Map.Entry<String, String>>> headers = new ConcurrentHashMap<>();

    private Transport(
            Config config,
            TransportKey key,
            Optional<Transport> same,
            Executor threads,
            Optional<SharedConnections.Means> means) {
        server = config.getMasterUrl().replaceAll("/+$", "");
        path = Optional.ofNullable(URI.create(server).getRawPath()).orElse("");
        this.key = key;
        workers = means.map(SharedConnections.Means::workers).orElse(threads);
        watches = means.map(SharedConnections.Means::watches).orElse(threads);
        authorization = authorization(config);
        requests = same.map(other -> other.requests).orElseGet(() -> HttpChannel.of(config, threads));
        logs = same.map(other -> other.logs).orElseGet(() -> HttpChannel.of(config, threads));
        commands = same.map(other -> other.commands).orElseGet(() -> new UpgradeChannel(logs));
        shared = same.map(other -> other.shared)
                .orElseGet(() -> means.flatMap(each -> SharedConnections.of(config, requests, threads, each)));
        if (shared.isEmpty()) {
            requests.client(); // says what is wrong with the settings
            logs.client();
        }
    }

    /**
     * Creates the clients, for HTTP/1.1 only. Reads certificates from files if the configuration names files.
     *
     * @param last its clients are reused if only the token or the password has changed
     * @param threads run the clients. They wait while a host name is resolved.
     * @throws IllegalArgumentException if the configuration is invalid. Its message has no secrets.
     */
    public static Transport of(Config config, Optional<Transport> last, Executor threads) {
        return of(config, last, threads, Optional.empty());
    }

    /**
     * The same over shared connections, where the server allows it.
     *
     * @param means what they are made from. Empty: HTTP/1.1 only
     */
    static Transport of(
            Config config, Optional<Transport> last, Executor threads, Optional<SharedConnections.Means> means) {
        List<String> problems = SettingsCheck.problems(config);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        try {
            ClientKey.nameAlgorithm(config);
            TransportKey key = TransportKey.of(config);
            return new Transport(config, key, last.filter(other -> other.key.equals(key)), threads, means);
        } catch (RuntimeException e) {
            // In words of its cause, but without it: it may quote keys, passwords and proxy addresses.
            throw new IllegalArgumentException(SettingsCheck.redacted(config, said(e)));
        }
    }

    private static String said(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == error
                ? String.valueOf(error.getMessage())
                : "The connection settings cannot be used: " + cause.getClass().getSimpleName() + ": "
                        + cause.getMessage();
    }

    /** An exchange in the way that the server allows. */
    Exchange exchange(ApiRequest request, Receiver receiver) {
        return shared.isPresent()
                ? new Http2Exchange(this, request, receiver)
                : new HttpExchange(this, request, receiver);
    }

    /** Sends a request over a shared connection. */
    Http2Stream open(ApiRequest request, StreamListener listener) {
        StreamRequest stream = new StreamRequest(
                request.verb().method(),
                path + request.target(),
                headers(request),
                request.body(),
                request.watcher() ? Http2Stream.LARGEST_WINDOW : Http2Stream.WINDOW);
        SharedConnections connections = shared.orElseThrow();
        return (request.verb() == Verb.LOG ? connections.logs() : connections.requests()).open(stream, listener);
    }

    /** Most requests have the same, so they are made once. */
    private List<Map.Entry<String, String>> headers(ApiRequest request) {
        Optional<String> type = request.body().map(json -> request.verb().bodyType());
        return headers.computeIfAbsent(request.accept() + request.acceptEncoding() + type, each -> {
            StandardHttpRequest.Builder builder = builder(request);
            type.ifPresent(value -> builder.setHeader("Content-Type", value));
            return requests.complete(builder).headers().entrySet().stream()
                    .flatMap(header -> header.getValue().stream()
                            .map(value -> Map.entry(header.getKey().toLowerCase(Locale.ROOT), value)))
                    .toList();
        });
    }

    /**
     * Runs what follows the end of a request on another thread than the one that carries connections, unless the threads for it are ending.
     * The pages of a watcher's list do not stand behind the turns of all tasks: each page would wait for them once more.
     */
    void later(ApiRequest request, Runnable action) {
        try {
            (request.watcher() ? watches : workers).execute(action);
        } catch (RejectedExecutionException e) {
            action.run(); // or the error would end the thread that carries the connections of all clusters
        }
    }

    /** Cuts the shared connections. */
    void close() {
        shared.ifPresent(SharedConnections::close);
    }

    /**
     * Sends a request over HTTP/1.1. Cancelling the future ends the request at once. After the answer, cancelling the answer's body
     * does.
     */
    CompletableFuture<HttpResponse<AsyncBody>> send(ApiRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        StandardHttpRequest.Builder builder = builder(request);
        builder.method(
                request.verb().method(),
                request.body().map(json -> request.verb().bodyType()).orElse(null),
                request.body()
                        .map(json -> new String(json, StandardCharsets.UTF_8))
                        .orElse(null));
        return (request.verb() == Verb.LOG ? logs : requests).send(builder, consumer);
    }

    /**
     * Asks for a WebSocket. The request cannot be ended before its answer.
     *
     * @param protocols the subprotocols to offer, the best one first
     * @param within how soon the answer must come
     */
    CompletableFuture<WebSocket> upgrade(
            ApiRequest request, List<String> protocols, Duration within, WebSocket.Listener listener) {
        return commands.upgrade(builder(request), protocols, within, listener);
    }

    private StandardHttpRequest.Builder builder(ApiRequest request) {
        StandardHttpRequest.Builder builder = new StandardHttpRequest.Builder();
        builder.uri(URI.create(server + request.target()));
        builder.setHeader("Accept", request.accept());
        request.acceptEncoding().ifPresent(value -> builder.setHeader("Accept-Encoding", value));
        authorization.ifPresent(value -> builder.setHeader("Authorization", value));
        return builder;
    }

    /** The value of the header Authorization. */
    Optional<String> authorization() {
        return authorization;
    }

    /** The address, for messages. */
    @Override
    public String toString() {
        return server;
    }

    private static Optional<String> authorization(Config config) {
        if (!blank(config.getUsername()) && !blank(config.getPassword())) {
            return Optional.of(HttpClientUtils.basicCredentials(config.getUsername(), config.getPassword()));
        }
        String token = config.getOauthTokenProvider() != null
                ? config.getOauthTokenProvider().getToken()
                : blank(config.getOauthToken()) ? config.getAutoOAuthToken() : config.getOauthToken();
        if (blank(token)) {
            return Optional.empty();
        } else if (!token.strip().chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "The token has characters that are not allowed in a token"); // the client would quote it
        }
        return Optional.of("Bearer " + token.strip());
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
