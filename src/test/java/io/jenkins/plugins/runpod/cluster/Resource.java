package io.jenkins.plugins.runpod.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds of objects that the cluster stores, as discovery names them. */
public enum Resource {
    NAMESPACES("", "namespaces", "Namespace", false, "ns"),
    NODES("", "nodes", "Node", false, "no"),
    PODS("", "pods", "Pod", true, "po"),
    EVENTS("", "events", "Event", true, "ev"),
    SECRETS("", "secrets", "Secret", true),
    CONFIGMAPS("", "configmaps", "ConfigMap", true, "cm"),
    SERVICEACCOUNTS("", "serviceaccounts", "ServiceAccount", true, "sa"),
    RESOURCEQUOTAS("", "resourcequotas", "ResourceQuota", true, "quota"),
    LIMITRANGES("", "limitranges", "LimitRange", true, "limits"),
    LEASES("coordination.k8s.io", "leases", "Lease", true);

    private final String group;
    private final String plural;
    private final String kind;
    private final boolean namespaced;
    private final List<String> shortNames;

    Resource(String group, String plural, String kind, boolean namespaced, String... shortNames) {
        this.group = group;
        this.plural = plural;
        this.kind = kind;
        this.namespaced = namespaced;
        this.shortNames = List.of(shortNames);
    }

    static Optional<Resource> of(String group, String plural) {
        return Arrays.stream(values())
                .filter(resource -> resource.group.equals(group) && resource.plural.equals(plural))
                .findFirst();
    }

    /** The API group; empty for the core group. */
    public String group() {
        return group;
    }

    /** The name in paths, {@code pods} for example. */
    public String plural() {
        return plural;
    }

    /** The kind of one object. */
    public String kind() {
        return kind;
    }

    /** Whether the objects live in a namespace. */
    public boolean namespaced() {
        return namespaced;
    }

    List<String> shortNames() {
        return shortNames;
    }

    /** What objects of this kind say as their {@code apiVersion}. */
    String apiVersion() {
        return group.isEmpty() ? "v1" : group + "/v1";
    }

    /** The name with the group, as error messages have it. */
    String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
