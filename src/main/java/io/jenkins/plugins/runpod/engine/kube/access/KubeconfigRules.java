package io.jenkins.plugins.runpod.engine.kube.access;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which settings of a kubeconfig are refused, because the client would ignore or must not follow them. Stateless. */
final class KubeconfigRules {
    private KubeconfigRules() {}

    /**
     * The settings that the fabric8 client ignores. For settings that exclude each other, kubectl has the same rules.
     *
     * @return phrases that follow the words "The kubeconfig"
     */
    static List<String> unusable(NamedCluster cluster, Optional<NamedAuthInfo> user) {
        List<String> problems = new ArrayList<>();
        Cluster server = cluster.getCluster();
        if (given(server.getTlsServerName())) {
            problems.add("uses tls-server-name, which is not supported");
        }
        if (Boolean.TRUE.equals(server.getInsecureSkipTlsVerify())
                && (given(server.getCertificateAuthority()) || given(server.getCertificateAuthorityData()))) {
            problems.add("has both certificate-authority and insecure-skip-tls-verify");
        }
        user.map(NamedAuthInfo::getUser).ifPresent(login -> {
            if (given(login.getAsUid())) {
                problems.add("uses as-uid, which is not supported");
            }
            if (given(login.getUsername()) && (given(login.getToken()) || given(login.getTokenFile()))) {
                problems.add("has both a token and a username");
            }
        });
        return problems;
    }

    /** The paths of all settings that run a command or read a file. */
    static List<String> beyondTheText(NamedCluster cluster, Optional<NamedAuthInfo> user) {
        List<String> paths = new ArrayList<>();
        if (given(cluster.getCluster().getCertificateAuthority())) {
            paths.add("clusters[" + cluster.getName() + "].certificate-authority");
        }
        user.ifPresent(named -> {
            AuthInfo login = named.getUser();
            List<String> keys = new ArrayList<>();
            add(keys, "exec", login.getExec() != null);
            add(keys, "auth-provider", login.getAuthProvider() != null);
            add(keys, "tokenFile", given(login.getTokenFile()));
            add(keys, "client-certificate", given(login.getClientCertificate()));
            add(keys, "client-key", given(login.getClientKey()));
            keys.forEach(key -> paths.add("users[" + named.getName() + "]." + key));
        });
        return paths;
    }

    private static void add(List<String> keys, String key, boolean present) {
        if (present) {
            keys.add(key);
        }
    }

    private static boolean given(String text) {
        return text != null && !text.isEmpty();
    }
}
