package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Which layer gave each value of a Pod. It compares the Pod after each layer with the Pod before: the last layer that changed a value
 * is its origin. Not safe for use by many threads.
 */
public final class PodOrigins {
    private final Map<String, String> origins = new HashMap<>();
    private final Set<String> layers = new LinkedHashSet<>();
    /** Each Pod has these, so they come from no layer. */
    private Map<String, JsonNode> values =
            Map.of("apiVersion", TextNode.valueOf("v1"), "kind", TextNode.valueOf("Pod"));

    /**
     * Adds the next layer.
     *
     * @param pod the Pod with that layer
     */
    public void add(String origin, JsonNode pod) {
        layers.add(origin);
        Map<String, JsonNode> now = values(pod);
        now.forEach((path, value) -> {
            if (!value.equals(values.get(path))) {
                origins.put(path, origin);
            }
        });
        origins.keySet().retainAll(now.keySet());
        values = now;
    }

    /**
     * The paths of the values that another Pod has otherwise or not at all, in the order of this Pod. An empty object in which it has
     * something is not changed, because nobody has said anything there.
     */
    public List<String> changed(JsonNode pod) {
        Map<String, JsonNode> other = values(pod);
        List<String> changed = new ArrayList<>(values.keySet());
        changed.removeIf(path -> values.get(path).equals(other.get(path))
                || (values.get(path).isContainerNode() && isOutside(path, other.keySet())));
        return changed;
    }

    /** Whether something is within this path. */
    private static boolean isOutside(String path, Set<String> paths) {
        return paths.stream().anyMatch(inner -> inner.startsWith(path + ".") || inner.startsWith(path + "["));
    }

    /** The origin of a single value, of an empty list or of an empty object. */
    public Optional<String> of(String path) {
        return Optional.ofNullable(origins.get(path));
    }

    /** All layers that were added, also those that changed nothing. */
    public Set<String> layers() {
        return Collections.unmodifiableSet(layers);
    }

    private static Map<String, JsonNode> values(JsonNode pod) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        walk(pod, "", "", values::put);
        return values;
    }

    /**
     * Finds the values of a part of a Pod.
     *
     * @param path of the part
     * @param field the name of the field that holds it
     * @param found gets the path of each value
     */
    static void walk(JsonNode node, String path, String field, BiConsumer<String, JsonNode> found) {
        if (node.isEmpty()) { // also a single value
            found.accept(path, node);
        } else if (node.isObject()) {
            node.fields()
                    .forEachRemaining(
                            entry -> walk(entry.getValue(), inner(path, entry.getKey()), entry.getKey(), found));
        } else {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), item(path, field, node, i), "", found);
            }
        }
    }

    /** The path of a field. A key that is no name of a field stands in brackets. */
    static String inner(String path, String field) {
        return path.isEmpty() ? field : field.matches("[A-Za-z]+") ? path + "." + field : path + "[" + field + "]";
    }

    /** The path of an item. Items that have names are called by them, because a layer can add items before others. */
    static String item(String path, String field, JsonNode list, int index) {
        return path + "[" + StrategicMerge.key(field, list.get(index)).orElse(String.valueOf(index)) + "]";
    }
}
