package io.jenkins.plugins.runpod.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The cluster of a task as the task keeps it. Holds no credential, only the id of one. Finds the cluster again after administrators
 * have renamed, reconfigured or removed it, so that none of that fails a task that runs.
 *
 * @param name the cluster's name when the task began
 * @param connection how the cluster was reached then
 */
@Restricted(NoExternalUse.class)
public record SavedCluster(String name, ClusterConnection connection) {
    /** What a cluster is now. */
    public static SavedCluster of(ClusterConfiguration cluster) {
        return new SavedCluster(cluster.getName(), cluster.connection());
    }

    /** The reverse of {@link #toMap}. */
    public static SavedCluster from(Map<String, String> saved) {
        return new SavedCluster(
                saved.getOrDefault("cluster", ""),
                new ClusterConnection(
                        Optional.ofNullable(saved.get("serverUrl")),
                        Optional.ofNullable(saved.get("certificateAuthority")),
                        Boolean.parseBoolean(saved.get("skipTlsVerification")),
                        Optional.ofNullable(saved.get("credentialsId")),
                        Optional.ofNullable(saved.get("context")),
                        Boolean.parseBoolean(saved.get("useJenkinsProxy"))));
    }

    /** For a file, under names that stay. */
    public Map<String, String> toMap() {
        Map<String, String> saved = new TreeMap<>();
        saved.put("cluster", name);
        connection.serverUrl().ifPresent(url -> saved.put("serverUrl", url));
        connection.certificateAuthority().ifPresent(pem -> saved.put("certificateAuthority", pem));
        saved.put("skipTlsVerification", Boolean.toString(connection.skipTlsVerification()));
        connection.credentialsId().ifPresent(id -> saved.put("credentialsId", id));
        connection.context().ifPresent(context -> saved.put("context", context));
        saved.put("useJenkinsProxy", Boolean.toString(connection.useJenkinsProxy()));
        return saved;
    }

    /**
     * The configured cluster with this name, if it is the same API server. Else a configured cluster that is. Else the cluster as
     * it was when the task began. So new credentials count, and a name that now stands for another API server does not.
     */
    public ClusterConfiguration find() {
        RunPodGlobalConfiguration configuration = RunPodGlobalConfiguration.get();
        return configuration
                .find(Optional.of(name))
                .filter(this::isSameServer)
                .or(() -> configuration.getClusters().stream()
                        .filter(this::isSameServer)
                        .findFirst())
                .orElseGet(this::asItWas);
    }

    /** Without an address the credentials say where the server is. */
    private boolean isSameServer(ClusterConfiguration configured) {
        ClusterConnection now = configured.connection();
        return now.serverUrl().equals(connection.serverUrl())
                && now.context().equals(connection.context())
                && (now.serverUrl().isPresent() || now.credentialsId().equals(connection.credentialsId()));
    }

    private ClusterConfiguration asItWas() {
        ClusterConfiguration cluster = new ClusterConfiguration(name);
        cluster.setServerUrl(connection.serverUrl().orElse(null));
        cluster.setCertificateAuthority(connection.certificateAuthority().orElse(null));
        cluster.setSkipTlsVerification(connection.skipTlsVerification());
        cluster.setCredentialsId(connection.credentialsId().orElse(null));
        cluster.setContext(connection.context().orElse(null));
        cluster.setUseJenkinsProxy(connection.useJenkinsProxy());
        return cluster;
    }
}
