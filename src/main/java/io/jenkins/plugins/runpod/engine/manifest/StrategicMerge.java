package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Merges a part of a Pod over a Pod, as a strategic merge patch: objects by field, maps by key, lists of named items by their merge
 * key, and other lists as a whole. {@code null} removes, and so does an item with {@code $patch: delete}. {@code $patch: replace} drops
 * what is below an object, or as an item of its own what is below a list. Pure.
 *
 * <p>Three things are as people mean them, and as the short parameters do it. A volume or a variable with another source has that source
 * alone. Tolerations and {@code envFrom} add up. Ports differ by protocol too.
 *
 * @see <a href="https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md">strategic
 *     merge patch</a>
 */
final class StrategicMerge {
    /** The name of a directive. */
    static final String DIRECTIVE = "$patch";

    /** All directives. */
    static final Set<String> DIRECTIVES = Set.of("delete", "merge", "replace");

    /**
     * From lists of a Pod to the fields that name an item.
     *
     * @see <a href="https://github.com/kubernetes/api/blob/v0.37.0-beta.0/core/v1/types.go">patchMergeKey in core/v1/types.go</a>
     */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("containers", "name"),
            Map.entry("env", "name"),
            Map.entry("ephemeralContainers", "name"),
            Map.entry("evictionResponders", "name"),
            Map.entry("hostAliases", "ip"),
            Map.entry("imagePullSecrets", "name"),
            Map.entry("initContainers", "name"),
            Map.entry("ports", "containerPort"),
            Map.entry("resourceClaims", "name"),
            Map.entry("schedulingGates", "name"),
            Map.entry("topologySpreadConstraints", "topologyKey"),
            Map.entry("volumeDevices", "devicePath"),
            Map.entry("volumeMounts", "mountPath"),
            Map.entry("volumes", "name"));

    /** Lists whose items have one source each. The API calls the strategy of most of them {@code retainKeys}. */
    private static final Set<String> ONE_SOURCE = Set.of("env", "resourceClaims", "volumes");

    /** The source of a variable's value, with one field. */
    private static final String SOURCE = "valueFrom";

    private static final Set<String> ADDED_UP = Set.of("envFrom", "tolerations");

    private StrategicMerge() {}

    /** A new Pod. Neither argument changes. */
    static ObjectNode merge(ObjectNode below, ObjectNode patch) {
        ObjectNode merged = isDirective(patch, "replace") ? object() : below.deepCopy();
        patch.fields().forEachRemaining(field -> {
            JsonNode value = field.getValue();
            if (value.isNull() || isDirective(value, "delete")) {
                merged.remove(field.getKey());
            } else if (!field.getKey().equals(DIRECTIVE)) {
                merged.set(field.getKey(), value(field.getKey(), merged.path(field.getKey()), value));
            }
        });
        return merged;
    }

    /** A part of a Pod as it is where nothing is below it: without directives and nulls. */
    static ObjectNode alone(ObjectNode patch) {
        return merge(object(), patch);
    }

    /** What names an item of a list, or empty if the list has no such items or this one lacks a name. */
    static Optional<String> key(String list, JsonNode item) {
        return Optional.ofNullable(KEYS.get(list))
                .map(item::get)
                .filter(JsonNode::isValueNode)
                .map(name -> name.asText()
                        + (list.equals("ports")
                                        && !item.path("protocol").asText("TCP").equals("TCP")
                                ? "/" + item.path("protocol").asText()
                                : ""))
                .filter(name -> !name.isEmpty());
    }

    private static JsonNode value(String name, JsonNode below, JsonNode above) {
        if (above instanceof ObjectNode patch) {
            ObjectNode object = below instanceof ObjectNode some ? some : object();
            return merge(name.equals(SOURCE) ? retained(object, patch) : object, patch);
        }
        return above instanceof ArrayNode list
                ? list(name, below instanceof ArrayNode items ? items : array(), list)
                : above;
    }

    private static ArrayNode list(String name, ArrayNode below, ArrayNode above) {
        boolean replaced = false;
        for (JsonNode item : above) {
            replaced |= item.size() == 1 && isDirective(item, "replace");
        }
        boolean kept = !replaced && (KEYS.containsKey(name) || ADDED_UP.contains(name));
        ArrayNode merged = array();
        Map<String, Integer> places = new HashMap<>();
        if (kept) {
            below.forEach(item -> {
                key(name, item).ifPresent(key -> places.putIfAbsent(key, merged.size()));
                merged.add(item);
            });
        }
        Set<JsonNode> present = new HashSet<>();
        if (ADDED_UP.contains(name)) {
            merged.forEach(present::add);
        }
        Set<Integer> removed = new HashSet<>();
        for (JsonNode item : above) {
            Optional<Integer> place = key(name, item).map(places::get);
            if (isDirective(item, "delete")) {
                place.ifPresent(removed::add);
            } else if (place.isPresent()) {
                merged.set(place.get(), item(name, merged.get(place.get()), item));
            } else if (!(item.size() == 1 && item.has(DIRECTIVE))) {
                JsonNode added = value("", object(), item);
                if (!ADDED_UP.contains(name) || present.add(added)) {
                    merged.add(added);
                }
            }
        }
        ArrayNode left = array();
        for (int i = 0; i < merged.size(); i++) {
            if (!removed.contains(i)) {
                left.add(merged.get(i));
            }
        }
        return left;
    }

    private static JsonNode item(String list, JsonNode below, JsonNode above) {
        if (!ONE_SOURCE.contains(list) || !(below instanceof ObjectNode object) || above.size() < 2) {
            return value("", below, above);
        }
        return value("", retained(object, above), above);
    }

    /** The fields of an object that another one has, too. */
    private static ObjectNode retained(ObjectNode object, JsonNode other) {
        Set<String> names = new HashSet<>();
        other.fieldNames().forEachRemaining(names::add);
        return object.deepCopy().retain(names);
    }

    private static boolean isDirective(JsonNode value, String directive) {
        return value.path(DIRECTIVE).asText("").equals(directive);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
