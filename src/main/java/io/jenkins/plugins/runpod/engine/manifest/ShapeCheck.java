package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.runpod.engine.manifest.Shape.ListOf;
import io.jenkins.plugins.runpod.engine.manifest.Shape.MapOf;
import io.jenkins.plugins.runpod.engine.manifest.Shape.ObjectOf;
import io.jenkins.plugins.runpod.engine.manifest.Shape.Single;
import io.jenkins.plugins.runpod.engine.manifest.Value.Items;
import io.jenkins.plugins.runpod.engine.manifest.Value.Mapping;
import io.jenkins.plugins.runpod.engine.manifest.Value.Scalar;
import java.util.List;

/**
 * Compares a manifest with the fields of a Pod, as an API server does with strict validation. Makes JSON of what fits, with null as
 * Go reads it: an absent field, an empty text or an empty object. Adds to the problems and warnings instead of throwing.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation">field validation</a>
 */
final class ShapeCheck {
    /** Aliases of aliases can make a short text endless. */
    private static final int MOST_VALUES = 100_000;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final List<String> problems;
    private final UnknownFields unknown;
    private int values;

    ShapeCheck(List<String> problems, List<String> warnings) {
        this.problems = problems;
        this.unknown = new UnknownFields(problems, warnings);
    }

    /** The manifest as JSON, without what does not fit. */
    JsonNode pod(Mapping manifest) {
        return fields(manifest, Shapes.pod(), "");
    }

    private JsonNode value(Value value, Shape shape, String path) {
        if (++values > MOST_VALUES) {
            if (values == MOST_VALUES + 1) {
                problems.add("has more than " + MOST_VALUES + " values when all aliases are replaced");
            }
            return NullNode.instance;
        }
        if (value instanceof Scalar scalar && scalar.isNull()) {
            return nothing(shape);
        }
        if (shape instanceof Single single) {
            return single == Single.ANY ? any(value, path) : single(value, single, path);
        }
        if (shape instanceof ListOf list) {
            return value instanceof Items items
                    ? items(items, list, path)
                    : other(value, path, listAdvice(value, list));
        }
        if (!(value instanceof Mapping entries)) {
            return other(value, path, shape instanceof MapOf ? "a map of keys and values" : "a map of fields");
        }
        return shape instanceof MapOf map ? map(entries, map, path) : fields(entries, (ObjectOf) shape, path);
    }

    private static JsonNode nothing(Shape shape) {
        return shape == Single.TEXT
                ? TextNode.valueOf("")
                : shape == Single.QUANTITY
                        ? TextNode.valueOf("0")
                        : shape instanceof ObjectOf ? JSON.objectNode() : NullNode.instance;
    }

    private ObjectNode fields(Mapping entries, ObjectOf shape, String path) {
        ObjectNode object = JSON.objectNode();
        entries.entries().forEach((name, entry) -> {
            String inner = path.isEmpty() ? name : path + "." + name;
            if (shape.get(name).isEmpty() && unknown.isRefused(name, entry, shape, inner)) {
                return;
            }
            boolean absent = entry.value() instanceof Scalar scalar && scalar.isNull();
            JsonNode value = absent
                    ? NullNode.instance
                    : value(entry.value(), shape.get(name).orElse(Single.ANY), inner);
            if (!value.isNull()) {
                object.set(name, value);
            }
        });
        return object;
    }

    private ObjectNode map(Mapping entries, MapOf shape, String path) {
        ObjectNode object = JSON.objectNode();
        entries.entries().forEach((name, entry) -> {
            JsonNode value = value(entry.value(), shape.value(), path + "[" + name + "]");
            if (!value.isNull() || shape.value() == Single.ANY) {
                object.set(name, value);
            }
        });
        return object;
    }

    private ArrayNode items(Items items, ListOf shape, String path) {
        ArrayNode array = JSON.arrayNode();
        for (int i = 0; i < items.items().size() && values <= MOST_VALUES; i++) {
            JsonNode value = value(items.items().get(i), shape.item(), path + "[" + i + "]");
            array.add(value.isNull() ? nothing(shape.item()) : value);
        }
        return array;
    }

    private JsonNode any(Value value, String path) {
        if (value instanceof Mapping entries) {
            return map(entries, new MapOf(Single.ANY), path);
        }
        return value instanceof Items items ? items(items, new ListOf(Single.ANY), path) : ((Scalar) value).json();
    }

    private JsonNode single(Value value, Single shape, String path) {
        if (!(value instanceof Scalar scalar)) {
            return other(value, path, Singles.words(shape) + Singles.advice(value));
        }
        Singles.Reading reading = Singles.read(scalar, shape, path);
        reading.problem().ifPresent(problem -> problems.add("line " + value.line() + ": " + path + " " + problem));
        return reading.json();
    }

    private JsonNode other(Value value, String path, String expected) {
        problems.add("line " + value.line() + ": " + path + " must be " + expected + ", not " + value.kind());
        return NullNode.instance;
    }

    private static String listAdvice(Value value, ListOf list) {
        if (list.item() == Single.TEXT) {
            return "a list, such as [\"sh\", \"-c\", \"make\"]";
        }
        boolean named =
                list.item() instanceof ObjectOf fields && fields.fields().containsKey("name");
        return value instanceof Mapping && named ? "a list whose items begin with \"- name:\"" : "a list";
    }
}
