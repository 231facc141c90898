package io.jenkins.plugins.runpod.config;

import hudson.util.FormValidation;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.util.List;
import java.util.Optional;

/** Asks a cluster for its version and whether we may do there what tasks need. Blocks for some seconds at most. */
final class ConnectionTest {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final String COORDINATION = "coordination.k8s.io";

    /** What tasks need in their namespace. */
    private static final List<Permission> NEEDED = List.of(
            new Permission("create", "", "pods", ""),
            new Permission("get", "", "pods", ""),
            new Permission("list", "", "pods", ""),
            new Permission("watch", "", "pods", ""),
            new Permission("delete", "", "pods", ""),
            new Permission("get", "", "pods", "log"),
            new Permission("list", "", "events", ""),
            new Permission("get", COORDINATION, "leases", ""),
            new Permission("create", COORDINATION, "leases", ""),
            new Permission("update", COORDINATION, "leases", ""));

    private record Permission(String verb, String group, String resource, String subresource) {
        @Override
        public String toString() {
            return verb + " " + resource + (group.isEmpty() ? "" : "." + group)
                    + (subresource.isEmpty() ? "" : "/" + subresource);
        }
    }

    private final ClusterConnection connection;
    private final String namespace;

    ConnectionTest(ClusterConnection connection, String namespace) {
        this.connection = connection;
        this.namespace = namespace;
    }

    FormValidation run() {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(impatient(connection.get()))
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build()) {
            String version = client.getKubernetesVersion().getGitVersion();
            List<Permission> missing =
                    NEEDED.stream().filter(p -> !allowed(client, p)).toList();
            return missing.isEmpty()
                    ? FormValidation.ok(Messages.ConnectionTest_works(version, namespace))
                    : FormValidation.warning(Messages.ConnectionTest_missing(
                            version,
                            namespace,
                            String.join(
                                    ", ",
                                    missing.stream().map(Permission::toString).toList())));
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        } catch (KubernetesClientException e) {
            return FormValidation.error(Messages.ConnectionTest_fails(said(e)));
        }
    }

    private static Config impatient(Config config) {
        config.setConnectionTimeout(TIMEOUT_MILLIS);
        config.setRequestTimeout(TIMEOUT_MILLIS);
        config.setRequestRetryBackoffLimit(0);
        return config;
    }

    private boolean allowed(KubernetesClient client, Permission permission) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withVerb(permission.verb)
                .withGroup(permission.group)
                .withResource(permission.resource)
                .withSubresource(permission.subresource)
                .endResourceAttributes()
                .endSpec()
                .build();
        return client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }

    /** The innermost message says most; none of them has a secret. */
    private static String said(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
    }
}
