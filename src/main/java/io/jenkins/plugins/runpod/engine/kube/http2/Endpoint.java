package io.jenkins.plugins.runpod.engine.kube.http2;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * A server, and how to connect to it.
 *
 * @param host a name, or an address without brackets
 * @param authority host and port as requests name them
 * @param tls has the certificates
 * @param versions of TLS. Empty: those of the JDK
 * @param timeout until the server has said its settings
 */
public record Endpoint(
        String host, int port, String authority, SSLContext tls, List<String> versions, Duration timeout) {
    private static final int HTTPS = 443;

    /** @param server an https URL */
    public static Endpoint of(URI server, SSLContext tls, List<String> versions, Duration timeout) {
        return new Endpoint(
                server.getHost().replaceAll("^\\[|]$", ""),
                server.getPort() < 0 ? HTTPS : server.getPort(),
                server.getRawAuthority(),
                tls,
                versions,
                timeout);
    }

    /** The server's certificate must be for the host, as java.net.http demands it. */
    void prepare(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        if (!versions.isEmpty()) {
            parameters.setProtocols(versions.toArray(String[]::new));
        }
        engine.setSSLParameters(parameters);
    }
}
