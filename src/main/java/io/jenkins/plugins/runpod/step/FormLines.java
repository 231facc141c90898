package io.jenkins.plugins.runpod.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.runpod.engine.spec.ParameterKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lists and maps as the text of a text area: one item or {@code KEY=value} a line. A text that a line cannot hold as it is stands in
 * double quotes, escaped as in JSON. What is printed reads back the same.
 */
final class FormLines {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private FormLines() {}

    /** A value as the text of its field. */
    static String print(Object value) {
        if (value instanceof List<?> list) {
            return print(list.stream().map(String::valueOf).toList());
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> entries = new LinkedHashMap<>();
            map.forEach((key, text) -> entries.put(
                    String.valueOf(key),
                    text instanceof Map || text instanceof List ? json(text) : String.valueOf(text)));
            return print(entries);
        }
        return value == null ? "" : value.toString();
    }

    /**
     * The text of a field as a value.
     *
     * @param text null means empty
     * @return null for a number that is not given, and for patterns that are not
     * @throws NumberFormatException if it should be a number
     * @throws IllegalArgumentException with a sentence for the user
     */
    static Object read(ParameterKind kind, String text) {
        return switch (kind) {
            case TEXT, SCRIPT, YAML, DURATION, CHOICE -> text;
            case COUNT -> text == null || text.isBlank() ? null : Integer.valueOf(text.strip());
            case FLAG -> Boolean.valueOf(text);
            case LIST -> list(text);
            case MAP, SECRETS, CHANGES -> map(text);
            case RULES -> mapFromLast(text);
            case PATTERNS -> patterns(text);
            case OBJECTS -> throw new IllegalArgumentException("is no text");
        };
    }

    private static Object patterns(String text) {
        List<String> items = list(text);
        if (items.isEmpty()) {
            return null;
        }
        return List.of(List.of("true"), List.of("false")).contains(items) ? Boolean.valueOf(items.get(0)) : items;
    }

    static String print(List<String> items) {
        return items == null ? "" : items.stream().map(FormLines::quoted).collect(Collectors.joining("\n"));
    }

    static String print(Map<String, String> entries) {
        return entries == null
                ? ""
                : entries.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    static List<String> list(String text) {
        List<String> items = new ArrayList<>();
        lines(text).forEach(line -> items.add(unquoted(line)));
        return items;
    }

    /**
     * Reads a map. The key ends at the first {@code =}.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static Map<String, String> map(String text) {
        return map(text, false);
    }

    /** Reads a map whose keys may hold a {@code =}. The key ends at the last one. */
    static Map<String, String> mapFromLast(String text) {
        return map(text, true);
    }

    private static Map<String, String> map(String text, boolean last) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String line : lines(text)) {
            int equals = last ? line.lastIndexOf('=') : line.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("\"" + line + "\" is not of the form KEY=value");
            }
            String key = line.substring(0, equals).strip();
            if (entries.put(key, unquoted(line.substring(equals + 1).strip())) != null) {
                throw new IllegalArgumentException(key + " is given twice");
            }
        }
        return entries;
    }

    private static List<String> lines(String text) {
        return text == null
                ? List.of()
                : text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
    }

    private static String quoted(String text) {
        boolean plain = text.equals(text.strip())
                && !text.startsWith("\"")
                && text.lines().count() <= 1;
        return plain ? text : json(text);
    }

    private static String json(Object text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts, lists and maps can be written as JSON", e);
        }
    }

    private static String unquoted(String text) {
        if (!text.startsWith("\"")) {
            return text;
        }
        try {
            return JSON.readValue(text, String.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text + " begins with a quote but is not a valid JSON string");
        }
    }
}
