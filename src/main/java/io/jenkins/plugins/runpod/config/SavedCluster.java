package io.jenkins.plugins.runpod.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
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
                        Boolean.parseBoolean(saved.get("useJenkinsProxy")),
                        Boolean.parseBoolean(saved.get("allowKubeconfigCommands"))));
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
        if (connection.allowKubeconfigCommands()) {
            saved.put("allowKubeconfigCommands", "true");
        }
        return saved;
    }

    /**
     * In this order, the configured cluster:
     *
     * <ol>
     *   <li>with this name and the same API server, whatever its credentials
     *   <li>with the same API server and the same credentials, whatever its name
     *   <li>with the same API server, or with this name if a kubeconfig told the server. Only if the credentials of the task are gone,
     *       because the account of another cluster may have other permissions
     * </ol>
     *
     * Otherwise the cluster as it was when the task began. May wait for a credentials provider.
     */
    public ClusterConfiguration find() {
        Optional<ClusterConfiguration> named = RunPodGlobalConfiguration.get().find(Optional.of(name));
        return named.filter(this::isSameServer)
                .or(() -> first(cluster -> isSameServer(cluster) && isSameAccount(cluster)))
                .or(() -> connection.hasItsCredentials() ? Optional.empty() : successor(named))
                .orElseGet(this::asItWas);
    }

    private Optional<ClusterConfiguration> successor(Optional<ClusterConfiguration> named) {
        return connection.serverUrl().isPresent() ? first(this::isSameServer) : named;
    }

    private static Optional<ClusterConfiguration> first(Predicate<ClusterConfiguration> which) {
        return RunPodGlobalConfiguration.get().getClusters().stream()
                .filter(which)
                .findFirst();
    }

    /** Without an address the credentials say where the server is. */
    private boolean isSameServer(ClusterConfiguration configured) {
        ClusterConnection now = configured.connection();
        return now.serverUrl().equals(connection.serverUrl())
                && now.context().equals(connection.context())
                && (now.serverUrl().isPresent() || isSameAccount(configured));
    }

    private boolean isSameAccount(ClusterConfiguration configured) {
        return configured.connection().credentialsId().equals(connection.credentialsId());
    }

    private ClusterConfiguration asItWas() {
        ClusterConfiguration cluster = new ClusterConfiguration(name);
        cluster.setServerUrl(connection.serverUrl().orElse(null));
        cluster.setCertificateAuthority(connection.certificateAuthority().orElse(null));
        cluster.setSkipTlsVerification(connection.skipTlsVerification());
        cluster.setCredentialsId(connection.credentialsId().orElse(null));
        cluster.setContext(connection.context().orElse(null));
        cluster.setUseJenkinsProxy(connection.useJenkinsProxy());
        cluster.setAllowKubeconfigCommands(connection.allowKubeconfigCommands());
        return cluster;
    }
}
