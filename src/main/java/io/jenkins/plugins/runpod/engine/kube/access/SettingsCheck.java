package io.jenkins.plugins.runpod.engine.kube.access;

import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Checks connection settings before they are used. Stateless. */
public final class SettingsCheck {
    private SettingsCheck() {}

    /** All problems of the settings, without secrets. */
    public static List<String> problems(Config config) {
        List<String> problems = new ArrayList<>(addressProblems(config.getMasterUrl()));
        if (problems.isEmpty()) {
            proxy(URI.create(config.getMasterUrl()).getScheme(), config, problems);
        }
        return problems;
    }

    /** @throws IllegalArgumentException if this is not the address of an API server */
    static void checkAddress(String server) {
        List<String> problems = addressProblems(server);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** The problems of the address of an API server, without secrets. */
    public static List<String> addressProblems(String server) {
        try {
            URI uri = new URI(server);
            if (uri.getUserInfo() != null) {
                return List.of("The API server's address must not contain a user or password");
            } else if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                return List.of();
            }
        } catch (URISyntaxException e) {
            // said below
        }
        return List.of("The API server's address must look like https://host:port"
                + (server.contains("@") ? "" : ", not '" + server + "'"));
    }

    private static void proxy(String scheme, Config config, List<String> problems) {
        String proxy = "http".equals(scheme) ? config.getHttpProxy() : config.getHttpsProxy();
        if (proxy == null || proxy.isEmpty()) {
            return;
        }
        try {
            URI uri = new URI(proxy.contains("://") ? proxy : "http://" + proxy);
            if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
                problems.add("Only HTTP proxies are supported, not " + uri.getScheme());
            } else if (uri.getHost() == null || uri.getPort() < 0) {
                problems.add("The proxy's address must look like http://host:port");
            }
        } catch (URISyntaxException e) {
            problems.add("The proxy's address is not a URL"); // it may hold a password, so it is not shown
        }
    }

    /** A message about settings, with every secret of the settings replaced. */
    public static String redacted(Config config, String message) {
        String redacted = message;
        for (String secret : secrets(config).toList()) {
            redacted = redacted.replace(secret, "****");
        }
        return redacted;
    }

    private static Stream<String> secrets(Config config) {
        return Stream.of(
                        config.getOauthToken(),
                        config.getAutoOAuthToken(),
                        config.getPassword(),
                        config.getProxyPassword(),
                        config.getClientKeyData(),
                        config.getClientKeyPassphrase(),
                        config.getKeyStorePassphrase(),
                        config.getTrustStorePassphrase(),
                        config.getHttpProxy(),
                        config.getHttpsProxy())
                .filter(secret -> secret != null && !secret.isBlank());
    }
}
