package io.jenkins.plugins.runpod.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The rules for the pods of a job on a cluster. They check the final pod, whatever it was made from, and all kinds of
 * containers. Pure.
 *
 * @param security what pods may ask of their node
 * @param namespaces the allowed namespaces
 * @param serviceAccounts the allowed service accounts
 * @param serviceAccountTokens whether a pod may have a token of its service account
 */
public record PodRules(
        PodSecurity security, AllowedNames namespaces, AllowedNames serviceAccounts, boolean serviceAccountTokens) {
    private static final String NO_TOKENS =
            " is not allowed, because this cluster gives pods no token of their service account";
    /** The sources of a projected volume that prove the pod's identity. */
    private static final List<String> CREDENTIALS = List.of("serviceAccountToken", "podCertificate");

    /** All problems of a pod, one sentence each. */
    public List<String> problems(String namespace, Pod pod) {
        List<String> problems = new ArrayList<>();
        if (!namespaces.allows(namespace)) {
            problems.add("namespace: this job may not use " + namespace + ", " + namespaces.only());
        }
        JsonNode tree = KubeJson.node(pod);
        accounts(tree.path("spec"))
                .filter(account -> !serviceAccounts.allows(account))
                .forEach(account -> problems.add(
                        "serviceAccount: this job may not use " + account + ", " + serviceAccounts.only()));
        problems.addAll(security.problems(tree));
        tree.at("/spec/volumes").forEach(volume -> gitRepo(volume, problems));
        if (!serviceAccountTokens) {
            tokens(tree.path("spec"), problems);
        }
        SecretNames.in(tree.path("spec")).stream()
                .filter(SecretNames::isOfATask)
                .forEach(name ->
                        problems.add("yaml: the Secret " + name + " may belong to another task. Names that end with"
                                + " - and 12 hexadecimal digits are reserved for run-pod"));
        return problems;
    }

    /** A repository can run programs on the node while the kubelet clones it: CVE-2024-10220, CVE-2025-1767. */
    private static void gitRepo(JsonNode volume, List<String> problems) {
        if (volume.hasNonNull("gitRepo")) {
            problems.add("yaml: volume " + volume.path("name").asText()
                    + ": gitRepo is never allowed, because it gives access to the node. Clone in an init container");
        }
    }

    /** Each of them lets the containers act as the pod's service account. */
    private static void tokens(JsonNode spec, List<String> problems) {
        if (spec.path("automountServiceAccountToken").asBoolean()) {
            problems.add("yaml: pod: automountServiceAccountToken: true" + NO_TOKENS);
        }
        for (JsonNode volume : spec.path("volumes")) {
            for (JsonNode source : volume.at("/projected/sources")) {
                CREDENTIALS.stream()
                        .filter(source::hasNonNull)
                        .forEach(kind -> problems.add(
                                "yaml: volume " + volume.path("name").asText() + ": " + kind + NO_TOKENS));
            }
        }
    }

    /** Writes into a pod what these rules decide. */
    void applyTo(Pod pod) {
        String account = ServiceAccount.of(pod).name();
        if (serviceAccounts.names(account)) {
            Map<String, String> notes = new LinkedHashMap<>(pod.getMetadata().getAnnotations());
            notes.put(ServiceAccount.NAMED_BY_RULE, account);
            pod.getMetadata().setAnnotations(notes);
        }
        if (!serviceAccountTokens) {
            pod.getSpec().setAutomountServiceAccountToken(false);
        }
    }

    /** The service accounts of a pod. The older name of the field applies only if the newer one is absent. */
    private static Stream<String> accounts(JsonNode spec) {
        List<String> named = Stream.of("serviceAccountName", "serviceAccount")
                .map(field -> spec.path(field).asText(""))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        return named.isEmpty() ? Stream.of(ServiceAccount.STANDARD) : named.stream();
    }

    /** The namespace of pods that name none. */
    public String namespace(String standard) {
        return namespaces.allows(standard)
                ? standard
                : namespaces
                        .listed()
                        .flatMap(names -> names.stream().findFirst())
                        .orElse(standard);
    }
}
