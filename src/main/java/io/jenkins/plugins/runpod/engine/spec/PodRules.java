package io.jenkins.plugins.runpod.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rules for the pods of a job on a cluster. They check the final pod, whatever it was made from, and all kinds of
 * containers. Pure.
 *
 * @param hostAccess whether a pod may exceed the Pod Security Standard "baseline"
 * @param namespaces the allowed namespaces, or empty for all
 * @param serviceAccounts the allowed service accounts, or empty for all
 */
public record PodRules(boolean hostAccess, List<String> namespaces, List<String> serviceAccounts) {
    private static final String STANDARD_ACCOUNT = "default";
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    public PodRules {
        namespaces = List.copyOf(namespaces);
        serviceAccounts = List.copyOf(serviceAccounts);
    }

    /** All problems of a pod, one sentence each. */
    public List<String> problems(String namespace, Pod pod) {
        List<String> problems = new ArrayList<>();
        if (!allows(namespaces, namespace)) {
            problems.add("namespace: this job may not use " + namespace + ", only " + String.join(", ", namespaces));
        }
        JsonNode tree = JSON.convertValue(pod, JsonNode.class);
        accounts(tree.path("spec"))
                .filter(account -> !allows(serviceAccounts, account))
                .forEach(account -> problems.add("serviceAccount: this job may not use " + account + ", only "
                        + String.join(", ", serviceAccounts)));
        if (!hostAccess) {
            new HostAccess(tree).asked().forEach(what -> problems.add(what + " is not allowed on this cluster"));
        }
        SecretNames.in(tree.path("spec")).stream()
                .filter(SecretNames::isOfATask)
                .forEach(name ->
                        problems.add("yaml: the Secret " + name + " may belong to another task. Names that end with"
                                + " - and 12 hexadecimal digits are reserved for run-pod"));
        return problems;
    }

    private static boolean allows(List<String> allowed, String name) {
        return allowed.isEmpty() || allowed.contains(name);
    }

    /** The service accounts of a pod. The older name of the field applies only if the newer one is absent. */
    private static Stream<String> accounts(JsonNode spec) {
        List<String> named = Stream.of("serviceAccountName", "serviceAccount")
                .map(field -> spec.path(field).asText(""))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        return named.isEmpty() ? Stream.of(STANDARD_ACCOUNT) : named.stream();
    }

    /** The namespace of pods that name none. */
    public String namespace(String standard) {
        return allows(namespaces, standard) ? standard : namespaces.get(0);
    }
}
