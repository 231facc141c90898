package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The three sorts of patch. */
final class Patches {
    /** By what the items of a list are told apart; lists that are not named here are replaced as a whole. */
    private static final Map<String, String> MERGE_KEYS = Map.ofEntries(
            Map.entry("containers", "name"),
            Map.entry("initContainers", "name"),
            Map.entry("ephemeralContainers", "name"),
            Map.entry("env", "name"),
            Map.entry("volumes", "name"),
            Map.entry("volumeMounts", "mountPath"),
            Map.entry("ports", "containerPort"),
            Map.entry("imagePullSecrets", "name"),
            Map.entry("secrets", "name"),
            Map.entry("conditions", "type"),
            Map.entry("ownerReferences", "uid"),
            Map.entry("hostAliases", "ip"));
    /** Lists of plain values that are united. */
    private static final List<String> SETS = List.of("finalizers");

    private Patches() {}

    /** The patched object. @param type the content type of the patch */
    static ObjectNode apply(String type, JsonNode patch, ObjectNode object) {
        return switch (type) {
            case "application/json-patch+json" -> json(patch, object);
            case "application/merge-patch+json" -> merge(object, patch, false);
            case "application/strategic-merge-patch+json", "application/apply-patch+yaml" -> merge(object, patch, true);
            default ->
                throw ApiException.of(
                        415,
                        "UnsupportedMediaType",
                        "the body of the request was in an unknown format - accepted media types include: application/json-patch+json,"
                                + " application/merge-patch+json, application/apply-patch+yaml, application/strategic-merge-patch+json");
        };
    }

    private static ObjectNode json(JsonNode patch, ObjectNode object) {
        try {
            return (ObjectNode) JsonPatch.apply(patch, object);
        } catch (JsonPatchException e) {
            throw ApiException.of(422, "Invalid", "the server rejected our request due to an error in our request");
        }
    }

    private static ObjectNode merge(ObjectNode target, JsonNode patch, boolean strategic) {
        ObjectNode merged =
                strategic && patch.path("$patch").asText().equals("replace") ? FakeJson.object() : target.deepCopy();
        patch.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            JsonNode old = merged.path(name);
            if (strategic && name.startsWith("$")) {
                directive(merged, name, value);
            } else if (value.isNull()) {
                merged.remove(name);
            } else if (value.isObject()) {
                merged.set(
                        name, merge(old instanceof ObjectNode object ? object : FakeJson.object(), value, strategic));
            } else if (strategic && value.isArray() && old instanceof ArrayNode list && MERGE_KEYS.containsKey(name)) {
                merged.set(name, mergeList(list, value, MERGE_KEYS.get(name)));
            } else if (strategic && value.isArray() && old instanceof ArrayNode list && SETS.contains(name)) {
                merged.set(name, unite(list, value));
            } else {
                merged.set(name, strategic && value.isArray() ? withoutDirectives(value) : value);
            }
        });
        return merged;
    }

    private static void directive(ObjectNode merged, String name, JsonNode value) {
        String list = name.substring(name.indexOf('/') + 1);
        if (name.startsWith("$deleteFromPrimitiveList/") && merged.get(list) instanceof ArrayNode items) {
            ArrayNode kept = FakeJson.array();
            items.forEach(item -> {
                if (!FakeJson.texts(value).contains(item.asText())) {
                    kept.add(item);
                }
            });
            merged.set(list, kept);
        } else if (name.equals("$retainKeys")) {
            merged.retain(FakeJson.texts(value));
        }
    }

    private static ArrayNode mergeList(ArrayNode old, JsonNode patch, String key) {
        List<JsonNode> merged = new ArrayList<>();
        old.forEach(merged::add);
        for (JsonNode item : patch) {
            String directive = item.path("$patch").asText();
            if (directive.equals("replace")) {
                return withoutDirectives(patch);
            }
            int at = indexOf(merged, key, item.path(key));
            if (directive.equals("delete")) {
                merged.removeIf(each -> each.path(key).equals(item.path(key)));
            } else if (at >= 0) {
                merged.set(at, merge((ObjectNode) merged.get(at), item, true));
            } else {
                merged.add(item);
            }
        }
        return FakeJson.array(merged);
    }

    private static int indexOf(List<JsonNode> items, String key, JsonNode value) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).path(key).equals(value)) {
                return i;
            }
        }
        return -1;
    }

    private static ArrayNode unite(ArrayNode old, JsonNode more) {
        ArrayNode united = old.deepCopy();
        more.forEach(item -> {
            if (!FakeJson.texts(united).contains(item.asText())) {
                united.add(item);
            }
        });
        return united;
    }

    private static ArrayNode withoutDirectives(JsonNode items) {
        ArrayNode kept = FakeJson.array();
        items.forEach(item -> {
            if (!item.has("$patch")) {
                kept.add(item);
            }
        });
        return kept;
    }
}
