package io.jenkins.plugins.runpod.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who a cluster takes us for.
 *
 * @param name as Kubernetes writes it, {@code system:serviceaccount:ci:jenkins} for example
 */
record Account(String name) {
    private static final Pattern SERVICE_ACCOUNT = Pattern.compile("system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)");
    private static final String REVIEW = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    /**
     * Asks; a cluster that cannot say (before 1.28) is answered for with the name that the documentation uses. Its namespace is not
     * that of the pods, because a pod can ask for every service account of its namespace.
     */
    static Account of(KubernetesClient client) {
        try {
            String answer = client.raw(
                    REVIEW, "POST", Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "SelfSubjectReview"));
            String name = new ObjectMapper()
                    .readTree(answer == null ? "{}" : answer)
                    .at("/status/userInfo/username")
                    .asText();
            if (!name.isEmpty()) {
                return new Account(name);
            }
        } catch (KubernetesClientException | JsonProcessingException e) {
            // as below
        }
        return new Account("system:serviceaccount:jenkins:run-pod");
    }

    /** For a RoleBinding, as one line of YAML. */
    String subject() {
        Matcher account = SERVICE_ACCOUNT.matcher(name);
        return account.matches()
                ? "{kind: ServiceAccount, name: " + account.group(2) + ", namespace: " + account.group(1) + "}"
                : "{apiGroup: rbac.authorization.k8s.io, kind: User, name: '" + name.replace("'", "''") + "'}";
    }
}
