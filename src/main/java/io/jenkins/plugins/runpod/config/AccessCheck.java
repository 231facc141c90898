package io.jenkins.plugins.runpod.config;

import io.jenkins.plugins.runpod.config.AccessRules.Kind;
import io.jenkins.plugins.runpod.config.AccessRules.Problem;
import io.jenkins.plugins.runpod.engine.kube.access.Kubeconfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuth;
import org.jenkinsci.plugins.kubernetes.auth.impl.KubernetesAuthCertificate;
import org.jenkinsci.plugins.kubernetes.auth.impl.KubernetesAuthKeystore;
import org.jenkinsci.plugins.kubernetes.auth.impl.KubernetesAuthKubeconfig;

/**
 * The fields of a cluster, checked together with its credentials. The form, <em>Test connection</em> and each connection use it.
 * Making one looks the credentials up, which may block briefly. It sends no request and runs no command.
 *
 * @param credentials empty if the cluster names none, or they do not exist
 * @param auth the credentials in the form that Kubernetes understands
 * @param problems whatever keeps the fields from being used
 */
record AccessCheck(
        ClusterConnection cluster,
        Optional<ClusterCredentials> credentials,
        Optional<KubernetesAuth> auth,
        Optional<Kubeconfig.Details> kubeconfig,
        List<Problem> problems) {
    private static final String CREDENTIALS = "credentialsId";

    static AccessCheck of(ClusterConnection cluster) {
        if (cluster.credentialsId().isEmpty()) {
            return new AccessCheck(
                    cluster,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    AccessRules.problems(cluster, Kind.NONE, false));
        }
        String id = cluster.credentialsId().get();
        Optional<ClusterCredentials> found = ClusterCredentials.find(id, cluster.serverUrl());
        try {
            KubernetesAuth auth = found.orElseThrow(
                            () -> new IllegalArgumentException("There are no credentials with the id " + id))
                    .auth();
            return of(cluster, found.get(), auth);
        } catch (IllegalArgumentException e) {
            return new AccessCheck(
                    cluster,
                    found,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(new Problem(CREDENTIALS, e.getMessage())));
        }
    }

    private static AccessCheck of(ClusterConnection cluster, ClusterCredentials found, KubernetesAuth auth) {
        List<Problem> problems = new ArrayList<>();
        Optional<Kubeconfig.Details> details = Optional.empty();
        if (auth instanceof KubernetesAuthKubeconfig text) {
            try {
                details = Optional.of(cluster.kubeconfig(text).details());
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(CREDENTIALS, e.getMessage()));
            }
            problems.addAll(AccessRules.problems(
                    cluster,
                    Kind.KUBECONFIG,
                    details.flatMap(Kubeconfig.Details::proxy).isPresent()));
        } else {
            if (!found.inDomain()) {
                problems.add(new Problem(
                        CREDENTIALS,
                        Messages.ClusterConfiguration_otherDomain(
                                found.found().getId(), cluster.serverUrl().orElse(""))));
            }
            problems.addAll(AccessRules.problems(cluster, kind(auth), false));
        }
        return new AccessCheck(cluster, Optional.of(found), Optional.of(auth), details, problems);
    }

    private static Kind kind(KubernetesAuth auth) {
        return auth instanceof KubernetesAuthKeystore || auth instanceof KubernetesAuthCertificate
                ? Kind.CLIENT_CERTIFICATE
                : Kind.OTHER;
    }

    /** @throws IllegalArgumentException that names all problems */
    void require() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.stream().map(Problem::text).collect(Collectors.joining("; ")));
        }
    }

    /** The problems of one field. Empty if the field has none. */
    Optional<String> problem(String field) {
        return Optional.of(problems.stream()
                        .filter(problem -> problem.field().equals(field))
                        .map(Problem::text)
                        .collect(Collectors.joining("; ")))
                .filter(text -> !text.isEmpty());
    }

    /** Why jobs can read the credentials, and what follows. */
    Optional<String> exposure() {
        return credentials
                .filter(found -> !found.isOfSystemScope())
                .map(found -> Messages.ClusterConfiguration_notSystemScope());
    }

    /**
     * What an administrator should know of a cluster that can be used.
     *
     * @param namespace the namespace of pods that name none. If an administrator chose it, that of a kubeconfig does not matter.
     */
    List<String> warnings(String namespace) {
        List<String> warnings = new ArrayList<>();
        exposure().ifPresent(warnings::add);
        kubeconfig
                .flatMap(Kubeconfig.Details::namespace)
                .filter(named -> namespace.equals(ClusterConfiguration.STANDARD_NAMESPACE) && !named.equals(namespace))
                .ifPresent(named -> warnings.add(Messages.ConnectionTest_otherNamespace(named, namespace)));
        return warnings;
    }
}
