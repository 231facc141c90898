package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.engine.kube.http2.Endpoint;
import io.jenkins.plugins.runpod.engine.kube.http2.Http2Clock;
import io.jenkins.plugins.runpod.engine.kube.http2.Http2Connections;
import io.jenkins.plugins.runpod.engine.kube.http2.IoThread;
import io.jenkins.plugins.runpod.engine.kube.http2.IoThreads;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The connections to one cluster that requests share: some for logs, and others for all else.
 *
 * @param requests for all but logs
 * @param logs separate, so that bytes of logs delay no request
 */
record SharedConnections(Http2Connections requests, Http2Connections logs) implements AutoCloseable {
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

    /**
     * What connections are made from.
     *
     * @param threads carry the connections of all clusters
     * @param workers are told the ends of requests
     * @param watches are told those of the requests of watchers
     * @param shared is told whether the cluster's server speaks HTTP/2
     */
    record Means(IoThreads threads, Executor workers, Executor watches, Http2Clock clock, Consumer<Boolean> shared) {}

    /** Empty where HTTP/2 cannot be: without TLS, and behind a proxy. */
    static Optional<SharedConnections> of(Config config, HttpChannel channel, Executor resolver, Means means) {
        URI server = URI.create(config.getMasterUrl());
        if (!"https".equalsIgnoreCase(server.getScheme()) || channel.isProxied(server)) {
            return Optional.empty();
        }
        Duration timeout =
                config.getConnectionTimeout() > 0 ? Duration.ofMillis(config.getConnectionTimeout()) : USUAL_TIMEOUT;
        Endpoint endpoint = Endpoint.of(server, channel.tls(), channel.tlsVersions(), timeout);
        return Optional.of(new SharedConnections(
                connections(endpoint, means.threads().requests(), resolver, means),
                connections(endpoint, means.threads().logs(), resolver, means)));
    }

    private static Http2Connections connections(Endpoint endpoint, IoThread thread, Executor resolver, Means means) {
        return new Http2Connections(endpoint, thread, resolver, means.clock(), means.shared());
    }

    @Override
    public void close() {
        requests.close();
        logs.close();
    }
}
