package io.jenkins.plugins.runpod.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a request asks of the API, in the words of its audit log.
 *
 * @param verb {@code get}, {@code list}, {@code watch}, {@code create}, {@code update}, {@code patch}, {@code delete},
 *     {@code deletecollection}
 * @param resource the plural name, {@code pods} for example; of a path that is no resource, the path
 * @param subresource {@code log} for example; empty for the object itself
 * @param namespace empty for all namespaces, and for what has none
 * @param name empty for a collection
 * @param command of an exec the program and its arguments, otherwise empty
 */
public record FakeApiRequest(
        String verb,
        String group,
        String resource,
        String subresource,
        String namespace,
        String name,
        String path,
        List<String> command) {

    static FakeApiRequest of(HttpRequest request) {
        List<String> steps =
                new ArrayList<>(Arrays.asList(request.path().substring(1).split("/")));
        boolean core = steps.size() >= 3 && steps.get(0).equals("api");
        boolean grouped = steps.size() >= 4 && steps.get(0).equals("apis");
        if (!core && !grouped) {
            return new FakeApiRequest(method(request, true), "", request.path(), "", "", "", request.path(), List.of());
        }
        String group = core ? "" : steps.get(1);
        steps = steps.subList(core ? 2 : 3, steps.size());
        String namespace = "";
        if (steps.get(0).equals("namespaces")
                && steps.size() > 2
                && !steps.get(2).equals("status")) {
            namespace = steps.get(1);
            steps = steps.subList(2, steps.size());
        }
        String name = steps.size() > 1 ? steps.get(1) : "";
        String subresource = steps.size() > 2 ? steps.get(2) : "";
        return new FakeApiRequest(
                method(request, !name.isEmpty()),
                group,
                steps.get(0),
                subresource,
                namespace,
                name,
                request.path(),
                subresource.equals("exec") ? request.parameters("command") : List.of());
    }

    private static String method(HttpRequest request, boolean named) {
        return switch (request.method()) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> named ? "delete" : "deletecollection";
            default -> request.flag("watch") ? "watch" : named ? "get" : "list";
        };
    }

    Optional<Resource> kind() {
        return Resource.of(group, resource);
    }

    /** The same with another verb. */
    FakeApiRequest withVerb(String other) {
        return new FakeApiRequest(other, group, resource, subresource, namespace, name, path, command);
    }

    /** Verb and resource, {@code get pods/log} for example. */
    public String what() {
        return verb + " " + resource + (subresource.isEmpty() ? "" : "/" + subresource);
    }
}
