package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** JSON trees: reading paths that may be absent, writing paths that do not exist yet. */
final class FakeJson {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private FakeJson() {}

    /** An object of keys and values in turn; a value is text, a number, a boolean, a node or a list of nodes. */
    static ObjectNode object(Object... keysAndValues) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.set((String) keysAndValues[i], MAPPER.valueToTree(keysAndValues[i + 1]));
        }
        return object;
    }

    static ArrayNode array(JsonNode... items) {
        return JsonNodeFactory.instance.arrayNode().addAll(List.of(items));
    }

    static ArrayNode array(List<? extends JsonNode> items) {
        return JsonNodeFactory.instance.arrayNode().addAll(items);
    }

    /** The node at the path; a missing node when there is none. */
    static JsonNode at(JsonNode node, String... path) {
        JsonNode here = node;
        for (String step : path) {
            here = here.path(step);
        }
        return here;
    }

    /** The text at the path; empty when there is none. */
    static String text(JsonNode node, String... path) {
        return at(node, path).asText("");
    }

    /** The object at the path, made when there is none. */
    static ObjectNode child(ObjectNode node, String... path) {
        ObjectNode here = node;
        for (String step : path) {
            here = here.get(step) instanceof ObjectNode next ? next : here.putObject(step);
        }
        return here;
    }

    /** The objects of an array; none when it is absent. */
    static List<ObjectNode> objects(JsonNode array) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode item : array) {
            if (item instanceof ObjectNode object) {
                objects.add(object);
            }
        }
        return objects;
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A time as the API writes it: UTC, whole seconds. */
    static String seconds(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.SECONDS));
    }
}
