package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layer of a Pod that was read. Immutable.
 *
 * @param json the layer without what does not fit, or empty if the text holds no Pod
 * @param problems what is wrong, all of it, without a full stop
 * @param warnings what may be wrong, without a full stop
 */
record PodPatch(Optional<ObjectNode> json, List<String> problems, List<String> warnings) {
    private static final String FIRST = "/spec/containers/0";

    /**
     * Reads a text. It never throws.
     *
     * @param part whether it may be a part of a Pod, with nulls and directives. Nothing is then said about what is not there
     */
    static PodPatch read(String text, boolean part) {
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        Optional<ObjectNode> json = Documents.only(text, problems, warnings)
                .flatMap(only -> Kinds.pod(only, problems))
                .map(some -> new ShapeCheck(problems, warnings, part).pod(some));
        if (part) {
            json.ifPresent(some -> problems.addAll(PodCheck.problems(StrategicMerge.alone(some), false)));
        }
        return new PodPatch(json, List.copyOf(problems), List.copyOf(warnings));
    }

    /** The layer, with a name for its first container if that has none. */
    ObjectNode named(String container) {
        ObjectNode named = json.map(ObjectNode::deepCopy).orElseThrow();
        if (named.at(FIRST) instanceof ObjectNode first && isUnnamed(first)) {
            first.put("name", container);
        }
        return named;
    }

    /** The name of the first container, if there is one and it has a name. */
    Optional<String> firstContainer() {
        return json.map(some -> some.at(FIRST).path("name").asText("")).filter(name -> !name.isEmpty());
    }

    /** All problems of a layer that is merged last. A parameter decides the name and the namespace of the Pod. */
    List<String> problemsOfEnforced() {
        List<String> all = new ArrayList<>(problems);
        List.of("name", "namespace").stream()
                .filter(field ->
                        json.filter(some -> some.path("metadata").has(field)).isPresent())
                .forEach(field -> all.add("metadata." + field + " cannot be enforced"
                        + (field.equals("namespace") ? ". List the namespaces in the folders of the cluster" : "")));
        if (json.filter(some -> some.path("spec").has("serviceAccount")).isPresent()) {
            all.add("spec.serviceAccount cannot be enforced. Write serviceAccountName, which wins over it");
        }
        return all;
    }

    private static boolean isUnnamed(ObjectNode container) {
        return !container.has(StrategicMerge.DIRECTIVE)
                && container.path("name").asText("").isEmpty();
    }
}
