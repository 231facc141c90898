package io.jenkins.plugins.runpod.engine.kube.access;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The cluster in which this process runs as a pod, with the pod's service account. Each call reads the token's file,
 * because the kubelet replaces it.
 */
public record InCluster() implements ClusterAccess {
    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    @Override
    public Config get() {
        return read(System.getenv(), ACCOUNT);
    }

    static Config read(Map<String, String> environment, Path account) {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        if (host.isEmpty() || !Files.isReadable(account.resolve("token"))) {
            throw new IllegalArgumentException(
                    "This process does not run in a pod with a service account: KUBERNETES_SERVICE_HOST or " + account
                            + "/token is missing");
        }
        try {
            return new ConfigBuilder(Config.empty())
                    .withMasterUrl("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port)
                    .withCaCertFile(account.resolve("ca.crt").toString())
                    .withOauthToken(Files.readString(account.resolve("token")).strip())
                    .withNamespace(
                            Files.isReadable(account.resolve("namespace"))
                                    ? Files.readString(account.resolve("namespace"))
                                            .strip()
                                    : null)
                    .build();
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot read the service account: " + e.getMessage());
        }
    }
}
