package io.jenkins.plugins.runpod.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that run-pod does in a namespace.
 *
 * @param resource with its subresource, as in a Role: {@code pods/log}
 */
record Permission(String group, String resource, String verb) {
    private static final String CORE = "";

    /** What tasks cannot do without. */
    static final List<Permission> NEEDED = all(
            each(CORE, "pods", "create", "get", "list", "watch", "delete"),
            each(CORE, "pods/log", "get"),
            each(CORE, "events", "list"),
            each(CORE, "secrets", "create", "patch", "delete"));
    /** What finds Secrets that a killed controller left over, and tells a copy of this Jenkins from the original. */
    static final List<Permission> USEFUL =
            all(each(CORE, "secrets", "list"), each("coordination.k8s.io", "leases", "get", "create", "update"));

    /**
     * What tasks with inputs or outputs need as well. Kubernetes asks for create for a WebSocket since 1.35, and for get before.
     *
     * @see <a href="https://github.com/kubernetes/kubernetes/pull/134577">kubernetes #134577</a>
     */
    static final List<Permission> FILES = each(CORE, "pods/exec", "get", "create");

    private static List<Permission> each(String group, String resource, String... verbs) {
        return List.of(verbs).stream()
                .map(verb -> new Permission(group, resource, verb))
                .toList();
    }

    @SafeVarargs
    private static List<Permission> all(List<Permission>... parts) {
        return List.of(parts).stream().flatMap(List::stream).toList();
    }

    String plainResource() {
        return resource.split("/")[0];
    }

    String subresource() {
        return resource.contains("/") ? resource.split("/")[1] : "";
    }

    /** The Role that gives all of them, and its binding. */
    static String manifest(String namespace, Account account) {
        Map<String, List<String>> rules = new LinkedHashMap<>();
        for (Permission each : all(NEEDED, FILES, USEFUL)) {
            rules.computeIfAbsent(
                            "apiGroups: [\"" + each.group + "\"], resources: [" + each.resource + "]",
                            r -> new ArrayList<>())
                    .add(each.verb);
        }
        StringBuilder text = new StringBuilder("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: run-pod, namespace: NAMESPACE}
                rules:
                """.replace("NAMESPACE", namespace));
        rules.forEach((what, verbs) -> text.append("  - {")
                .append(what)
                .append(", verbs: [")
                .append(String.join(", ", verbs))
                .append("]}\n"));
        return text + """
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: run-pod, namespace: NAMESPACE}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: run-pod}
                subjects:
                  - SUBJECT
                """.replace("NAMESPACE", namespace).replace("SUBJECT", account.subject());
    }

    @Override
    public String toString() {
        return verb + " " + resource;
    }
}
