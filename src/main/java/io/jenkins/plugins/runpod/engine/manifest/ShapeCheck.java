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
import io.jenkins.plugins.runpod.engine.manifest.Value.Entry;
import io.jenkins.plugins.runpod.engine.manifest.Value.Items;
import io.jenkins.plugins.runpod.engine.manifest.Value.Mapping;
import io.jenkins.plugins.runpod.engine.manifest.Value.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Compares a manifest with the fields of a Pod, as an API server does with strict validation. Makes JSON of what fits, with null as
 * Go reads it: an absent field, an empty text or an empty object. Adds to the problems and warnings instead of throwing.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation">field validation</a>
 */
final class ShapeCheck {
    /** Aliases of aliases can make a short text endless. */
    private static final int MOST_VALUES = 100_000;
    /** An alias of a long text costs two characters. */
    private static final int MOST_CHARACTERS = 1 << 20;
    /** An anchor that holds another is as deep as both. JSON is written up to a depth of 1000. */
    private static final int DEEPEST = 200;

    private static final Pattern NAME = Pattern.compile("[-A-Za-z0-9_.]{1,100}");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final List<String> problems;
    private final UnknownFields unknown;
    private final boolean part;
    private int values;
    private long characters;
    private boolean full;
    private boolean deep;

    /** @param part whether the manifest is merged over another one, so that nulls and directives stay */
    ShapeCheck(List<String> problems, List<String> warnings, boolean part) {
        this.problems = problems;
        this.unknown = new UnknownFields(problems, warnings);
        this.part = part;
    }

    /** The manifest as JSON, without what does not fit. */
    ObjectNode pod(Mapping manifest) {
        return fields(manifest, Shapes.pod(), "", 0);
    }

    private JsonNode value(Value value, Shape shape, String path, int depth) {
        if (value instanceof Scalar scalar && scalar.isNull()) {
            return nothing(shape);
        }
        if (depth > DEEPEST) {
            return tooDeep(value, path);
        }
        if (shape instanceof Single single) {
            return single == Single.ANY ? any(value, path, depth) : single(value, single, path);
        }
        if (shape instanceof ListOf list) {
            return value instanceof Items items
                    ? items(items, list, path, depth)
                    : other(value, path, listAdvice(value, list));
        }
        if (!(value instanceof Mapping entries)) {
            return other(value, path, shape instanceof MapOf ? "a map of keys and values" : "a map of fields");
        }
        return shape instanceof MapOf map
                ? map(entries, map, path, depth)
                : fields(entries, (ObjectOf) shape, path, depth);
    }

    /** Whether there is room for a value. The problem is told once. */
    private boolean isCounted(String key, Value value) {
        values++;
        characters +=
                key.length() + (value instanceof Scalar scalar ? scalar.source().length() : 0);
        boolean tooMany = values > MOST_VALUES;
        if (!full && (tooMany || characters > MOST_CHARACTERS)) {
            full = true;
            problems.add("has more than "
                    + (tooMany ? MOST_VALUES + " values" : MOST_CHARACTERS + " characters")
                    + ". Each use of an alias counts");
        }
        return !full;
    }

    /** Told once, because aliases can lead to many such places. */
    private JsonNode tooDeep(Value value, String path) {
        if (!deep) {
            problems.add("line " + value.line() + ": " + path + " is nested too deeply");
        }
        deep = true;
        return NullNode.instance;
    }

    private static JsonNode nothing(Shape shape) {
        return shape == Single.TEXT
                ? TextNode.valueOf("")
                : shape == Single.QUANTITY
                        ? TextNode.valueOf("0")
                        : shape instanceof ObjectOf ? JSON.objectNode() : NullNode.instance;
    }

    private ObjectNode fields(Mapping entries, ObjectOf shape, String path, int depth) {
        ObjectNode object = JSON.objectNode();
        for (Map.Entry<String, Entry> field : entries.entries().entrySet()) {
            String name = field.getKey();
            if (shape.get(name).filter(Single.LEFT_OUT::equals).isPresent()) {
                continue;
            }
            Entry entry = field.getValue();
            String inner = path.isEmpty() ? name : path + "." + name + variable(entries, shape, name);
            if (!isCounted(name, entry.value())) {
                break;
            }
            if (part && name.equals(StrategicMerge.DIRECTIVE)) {
                directive(entry, inner).ifPresent(text -> object.put(name, text));
                continue;
            }
            if (shape.get(name).isEmpty() && unknown.isRefused(name, entry, shape, inner)) {
                continue;
            }
            boolean absent = isNull(entry);
            JsonNode value = absent
                    ? NullNode.instance
                    : value(entry.value(), shape.get(name).orElse(Single.ANY), inner, depth + 1);
            if (!value.isNull() || (part && absent)) {
                object.set(name, value);
            }
        }
        return object;
    }

    private static boolean isNull(Entry entry) {
        return entry.value() instanceof Scalar scalar && scalar.isNull();
    }

    private Optional<String> directive(Entry entry, String path) {
        String text = entry.value() instanceof Scalar scalar ? scalar.json().asText("") : "";
        if (StrategicMerge.DIRECTIVES.contains(text)) {
            return Optional.of(text);
        }
        problems.add("line " + entry.line() + ": " + path + " must be one of "
                + String.join(", ", new TreeSet<>(StrategicMerge.DIRECTIVES)));
        return Optional.empty();
    }

    /** The name of the variable beside its value, because people do not count variables. */
    private static String variable(Mapping entries, ObjectOf shape, String field) {
        boolean named = shape.type().equals("EnvVar")
                && field.equals("value")
                && entries.entries().containsKey("name")
                && entries.entries().get("name").value() instanceof Scalar scalar
                && scalar.json().isTextual()
                && NAME.matcher(scalar.source()).matches();
        return named ? " (" + entries.text("name") + ")" : "";
    }

    private ObjectNode map(Mapping entries, MapOf shape, String path, int depth) {
        ObjectNode object = JSON.objectNode();
        for (Map.Entry<String, Entry> entry : entries.entries().entrySet()) {
            String key = entry.getKey();
            if (!isCounted(key, entry.getValue().value())) {
                break;
            }
            String inner = shape.value() == Single.ANY ? path : path + "[" + key + "]";
            boolean removed = part && isNull(entry.getValue());
            JsonNode value =
                    removed ? NullNode.instance : value(entry.getValue().value(), shape.value(), inner, depth + 1);
            if (!value.isNull() || removed || shape.value() == Single.ANY) {
                object.set(key, value);
            }
        }
        return object;
    }

    private ArrayNode items(Items items, ListOf shape, String path, int depth) {
        ArrayNode array = JSON.arrayNode();
        for (int i = 0; i < items.items().size(); i++) {
            Value item = items.items().get(i);
            if (!isCounted("", item)) {
                break;
            }
            String inner = shape.item() == Single.ANY ? path : path + "[" + i + "]";
            JsonNode value = value(item, shape.item(), inner, depth + 1);
            array.add(value.isNull() ? nothing(shape.item()) : value);
        }
        return array;
    }

    /** Nothing of it is refused, so its values need no path of their own. */
    private JsonNode any(Value value, String path, int depth) {
        if (value instanceof Mapping entries) {
            return map(entries, new MapOf(Single.ANY), path, depth);
        }
        return value instanceof Items items
                ? items(items, new ListOf(Single.ANY), path, depth)
                : ((Scalar) value).json();
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
