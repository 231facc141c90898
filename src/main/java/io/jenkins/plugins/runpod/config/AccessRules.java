package io.jenkins.plugins.runpod.config;

import io.jenkins.plugins.runpod.engine.kube.access.SettingsCheck;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Which fields of a cluster go together. A field that would have no effect is a problem, so that no setting is ignored
 * silently. Pure.
 */
final class AccessRules {
    /** The credentials of a cluster. */
    enum Kind {
        NONE,
        KUBECONFIG,
        CLIENT_CERTIFICATE,
        /** A token or a password. */
        OTHER
    }

    /**
     * A field that cannot be used.
     *
     * @param field its name, as in Configuration as Code
     * @param text what is wrong, without a full stop
     */
    record Problem(String field, String text) {}

    private final ClusterConnection cluster;
    private final Kind kind;
    private final List<Problem> problems = new ArrayList<>();

    private AccessRules(ClusterConnection cluster, Kind kind) {
        this.cluster = cluster;
        this.kind = kind;
    }

    /**
     * All problems.
     *
     * @param hasProxy whether the kubeconfig names a proxy
     */
    static List<Problem> problems(ClusterConnection cluster, Kind kind, boolean hasProxy) {
        AccessRules rules = new AccessRules(cluster, kind);
        if (hasProxy && cluster.useJenkinsProxy()) {
            rules.add("useJenkinsProxy", "must be off, because the kubeconfig has a proxy-url");
        }
        rules.checkAddress();
        rules.checkCertificates();
        rules.checkKubeconfigOnly();
        return rules.problems;
    }

    private void checkAddress() {
        if (kind == Kind.KUBECONFIG && cluster.serverUrl().isPresent()) {
            add("serverUrl", "must be empty, because the kubeconfig has its own address");
        } else if (kind != Kind.NONE
                && kind != Kind.KUBECONFIG
                && cluster.serverUrl().isEmpty()) {
            add("serverUrl", "is required, because the credentials are not a kubeconfig");
        } else if (kind == Kind.CLIENT_CERTIFICATE && isPlain()) {
            add("serverUrl", "must begin with https://, because the credentials are a client certificate");
        } else {
            cluster.serverUrl().map(SettingsCheck::addressProblems).stream()
                    .flatMap(List::stream)
                    .forEach(problem -> add("serverUrl", "is wrong: " + problem));
        }
    }

    private void checkCertificates() {
        String why = whyNoCertificates();
        if (cluster.certificateAuthority().isPresent()) {
            if (!why.isEmpty()) {
                add("certificateAuthority", "must be empty, because " + why);
            } else if (cluster.skipTlsVerification()) {
                add("certificateAuthority", "must be empty, because skipTlsVerification trusts any certificate");
            } else if (!isCertificate(cluster.certificateAuthority().get())) {
                add("certificateAuthority", "is not a certificate as PEM text");
            }
        }
        if (cluster.skipTlsVerification() && !why.isEmpty()) {
            add("skipTlsVerification", "must be off, because " + why);
        }
    }

    /** Why the fields about certificates would have no effect. Empty if they have one. */
    private String whyNoCertificates() {
        if (kind == Kind.KUBECONFIG) {
            return "the kubeconfig has its own certificate authority";
        } else if (kind == Kind.NONE && cluster.serverUrl().isEmpty()) {
            return "the service account of Jenkins' pod has its own certificate authority";
        }
        return isPlain() ? "an address with http:// has no certificate" : "";
    }

    private boolean isPlain() {
        return cluster.serverUrl().filter(url -> url.startsWith("http://")).isPresent();
    }

    private void checkKubeconfigOnly() {
        if (kind != Kind.KUBECONFIG) {
            if (cluster.context().isPresent()) {
                add("context", "must be empty, because there is no kubeconfig");
            }
            if (cluster.allowKubeconfigCommands()) {
                add("allowKubeconfigCommands", "must be off, because there is no kubeconfig");
            }
        }
    }

    private void add(String field, String text) {
        problems.add(new Problem(field, field + " " + text));
    }

    private static boolean isCertificate(String pem) {
        try {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }
}
