package io.jenkins.plugins.runpod.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import java.util.Map;
import java.util.Optional;

/**
 * Who a cluster takes us for.
 *
 * @param name as Kubernetes writes it, {@code system:serviceaccount:ci:jenkins} for example
 */
record Account(String name) {
    private static final String REVIEW = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    /** The account of the documentation. It is not in a namespace of pods, because a pod can ask for each account of its own. */
    static Account documented() {
        return new Account("system:serviceaccount:jenkins:run-pod");
    }

    /** Asks. Empty if the cluster cannot say (before 1.28). */
    static Optional<Account> ask(KubernetesClient client) {
        try {
            String answer = client.raw(
                    REVIEW, "POST", Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "SelfSubjectReview"));
            String name = new ObjectMapper()
                    .readTree(answer == null ? "{}" : answer)
                    .at("/status/userInfo/username")
                    .asText();
            return name.isEmpty() ? Optional.empty() : Optional.of(new Account(name));
        } catch (KubernetesClientException | JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Whether every pod of a namespace can ask for this account. */
    boolean isIn(String namespace) {
        return ServiceAccount.ofUser(name)
                .filter(account -> account.namespace().equals(namespace))
                .isPresent();
    }

    /** For a RoleBinding, as one line of YAML. */
    String subject() {
        return ServiceAccount.ofUser(name)
                .map(account ->
                        "{kind: ServiceAccount, name: " + account.name() + ", namespace: " + account.namespace() + "}")
                .orElseGet(() ->
                        "{apiGroup: rbac.authorization.k8s.io, kind: User, name: '" + name.replace("'", "''") + "'}");
    }
}
