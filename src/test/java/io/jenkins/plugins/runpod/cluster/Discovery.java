package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The documents by which clients find out what the server can do. */
final class Discovery {
    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final String COORDINATION = "coordination.k8s.io";
    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String AUTHORIZATION = "authorization.k8s.io";

    private Discovery() {}

    /** The document at a path. */
    static Optional<ObjectNode> at(String path) {
        return Optional.ofNullable(
                switch (path) {
                    case "/version" ->
                        FakeJson.object(
                                "major",
                                "1",
                                "minor",
                                "32",
                                "gitVersion",
                                "v1.32.0+embedded",
                                "platform",
                                "linux/amd64");
                    case "/api" -> FakeJson.object("kind", "APIVersions", "versions", List.of("v1"));
                    case "/apis" ->
                        FakeJson.object(
                                "kind",
                                "APIGroupList",
                                "apiVersion",
                                "v1",
                                "groups",
                                List.of(group(COORDINATION), group(AUTHENTICATION), group(AUTHORIZATION)));
                    case "/apis/" + COORDINATION -> group(COORDINATION);
                    case "/apis/" + AUTHENTICATION -> group(AUTHENTICATION);
                    case "/apis/" + AUTHORIZATION -> group(AUTHORIZATION);
                    case "/api/v1" -> resources("");
                    case "/apis/" + COORDINATION + "/v1" -> resources(COORDINATION);
                    case "/apis/" + AUTHENTICATION + "/v1" ->
                        reviews(AUTHENTICATION, "selfsubjectreviews", "SelfSubjectReview");
                    case "/apis/" + AUTHORIZATION + "/v1" ->
                        reviews(AUTHORIZATION, "selfsubjectaccessreviews", "SelfSubjectAccessReview");
                    case "/openapi/v3" ->
                        FakeJson.object(
                                "paths",
                                FakeJson.object(
                                        "api/v1",
                                        FakeJson.object("serverRelativeURL", "/openapi/v3/api/v1"),
                                        "apis/" + COORDINATION + "/v1",
                                        FakeJson.object(
                                                "serverRelativeURL", "/openapi/v3/apis/" + COORDINATION + "/v1")));
                    case "/openapi/v3/api/v1" -> openapi("", "/api/v1");
                    case "/openapi/v3/apis/" + COORDINATION + "/v1" ->
                        openapi(COORDINATION, "/apis/" + COORDINATION + "/v1");
                    default -> null;
                });
    }

    private static ObjectNode reviews(String group, String plural, String kind) {
        return FakeJson.object(
                "kind",
                "APIResourceList",
                "apiVersion",
                "v1",
                "groupVersion",
                group + "/v1",
                "resources",
                List.of(resource(plural, kind, false, List.of("create"))));
    }

    private static ObjectNode group(String name) {
        ObjectNode version = FakeJson.object("groupVersion", name + "/v1", "version", "v1");
        return FakeJson.object(
                "kind",
                "APIGroup",
                "apiVersion",
                "v1",
                "name",
                name,
                "versions",
                List.of(version),
                "preferredVersion",
                version);
    }

    private static ObjectNode resources(String group) {
        List<ObjectNode> resources = new ArrayList<>();
        for (Resource resource : Resource.values()) {
            if (resource.group().equals(group)) {
                ObjectNode entry = resource(resource.plural(), resource.kind(), resource.namespaced(), VERBS);
                if (!resource.shortNames().isEmpty()) {
                    entry.set("shortNames", FakeJson.MAPPER.valueToTree(resource.shortNames()));
                }
                if (resource == Resource.PODS) {
                    entry.set("categories", FakeJson.MAPPER.valueToTree(List.of("all")));
                }
                resources.add(entry);
            }
        }
        if (group.isEmpty()) {
            resources.add(resource("pods/log", "Pod", true, List.of("get")));
            resources.add(resource("pods/exec", "PodExecOptions", true, List.of("create", "get")));
            resources.add(resource("pods/status", "Pod", true, List.of("get", "patch", "update")));
            resources.add(resource("pods/binding", "Binding", true, List.of("create")));
            ObjectNode eviction = resource("pods/eviction", "Eviction", true, List.of("create"));
            resources.add(eviction.put("group", "policy").put("version", "v1"));
        }
        return FakeJson.object(
                "kind",
                "APIResourceList",
                "apiVersion",
                "v1",
                "groupVersion",
                group.isEmpty() ? "v1" : group + "/v1",
                "resources",
                resources);
    }

    private static ObjectNode resource(String plural, String kind, boolean namespaced, List<String> verbs) {
        return FakeJson.object(
                "name",
                plural,
                "singularName",
                plural.contains("/") ? "" : kind.toLowerCase(Locale.ROOT),
                "namespaced",
                namespaced,
                "kind",
                kind,
                "verbs",
                verbs);
    }

    /** Just enough for kubectl to see that the server validates fields itself. */
    private static ObjectNode openapi(String group, String root) {
        ObjectNode paths = FakeJson.object();
        for (Resource resource : Resource.values()) {
            if (resource.group().equals(group)) {
                ArrayNode parameters = FakeJson.array(FakeJson.object(
                        "name", "fieldValidation", "in", "query", "schema", FakeJson.object("type", "string")));
                ObjectNode operation = FakeJson.object(
                        "parameters",
                        parameters,
                        "responses",
                        FakeJson.object("200", FakeJson.object("description", "OK")),
                        "x-kubernetes-group-version-kind",
                        Map.of("group", group, "version", "v1", "kind", resource.kind()));
                String path = root + (resource.namespaced() ? "/namespaces/{namespace}/" : "/") + resource.plural();
                paths.set(path + "/{name}", FakeJson.object("patch", operation));
                paths.set(path, FakeJson.object("post", operation));
            }
        }
        return FakeJson.object(
                "openapi",
                "3.0.0",
                "info",
                Map.of("title", "Kubernetes", "version", "v1.32.0"),
                "paths",
                paths,
                "components",
                FakeJson.object("schemas", FakeJson.object()));
    }
}
