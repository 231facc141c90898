package io.jenkins.plugins.runpod.config;

import hudson.Util;
import hudson.util.FormValidation;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks a cluster for its version and whether we may do there what tasks need. Blocks for some seconds at most. */
final class ConnectionTest {
    private static final int TIMEOUT_MILLIS = 5_000;

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
            List<Permission> missing = missing(client, Permission.NEEDED);
            List<Permission> forFiles = missing(client, Permission.FILES);
            List<Permission> useful = missing(client, Permission.USEFUL);
            Optional<Account> account = Account.ask(client);
            List<String> warnings = new ArrayList<>(AccessCheck.of(connection).warnings(namespace));
            if (account.filter(known -> known.isIn(namespace)).isPresent()) {
                warnings.add(Messages.ConnectionTest_exposed());
            }
            List<String> sentences = new ArrayList<>();
            sentences.add(
                    missing.isEmpty()
                            ? Messages.ConnectionTest_works(version, namespace)
                            : Messages.ConnectionTest_missing(version, namespace, names(missing)));
            account.ifPresent(known -> sentences.add(Messages.ConnectionTest_account(known.name())));
            sentences.addAll(warnings);
            String works = String.join(" ", sentences);
            if (missing.isEmpty() && forFiles.isEmpty() && useful.isEmpty()) {
                return warnings.isEmpty() ? FormValidation.ok(works) : FormValidation.warning(works);
            }
            if (!forFiles.isEmpty()) {
                sentences.add(Messages.ConnectionTest_files(names(forFiles)));
            }
            if (!useful.isEmpty()) {
                sentences.add(Messages.ConnectionTest_useful(names(useful)));
            }
            String answer = html(String.join(" ", sentences))
                    + shown(Permission.manifest(namespace, account.orElseGet(Account::documented)));
            return missing.isEmpty() && warnings.isEmpty()
                    ? FormValidation.okWithMarkup(answer)
                    : FormValidation.warningWithMarkup(answer);
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

    private List<Permission> missing(KubernetesClient client, List<Permission> permissions) {
        return permissions.stream().filter(p -> !allowed(client, p)).toList();
    }

    private static String names(List<Permission> permissions) {
        return permissions.stream().map(Permission::toString).collect(Collectors.joining(", "));
    }

    /** For an element or an attribute, line by line as it is. */
    private static String html(String text) {
        return Util.xmlEscape(text).replace("\"", "&quot;");
    }

    /** To read and to copy; the button is Jenkins' own. */
    private static String shown(String manifest) {
        String text = html(manifest);
        return "<p>" + html(Messages.ConnectionTest_apply()) + "</p><pre>" + text + "</pre>"
                + "<span data-message-insecure=\"" + html(Messages.ConnectionTest_insecure()) + "\">"
                + "<button type=\"button\" class=\"jenkins-button jenkins-copy-button\" text=\"" + text + "\">"
                + "<span class=\"jenkins-copy-button__icon\"></span>" + html(Messages.ConnectionTest_copy())
                + "</button></span>";
    }

    private boolean allowed(KubernetesClient client, Permission permission) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withGroup(permission.group())
                .withVerb(permission.verb())
                .withResource(permission.plainResource())
                .withSubresource(permission.subresource())
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
