package io.jenkins.plugins.runpod.step;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Brings what a Groovy script may give as a parameter into one form: ordinary collections of texts that can be saved with the
 * program, and null for what is empty, so that generated snippets stay short.
 */
final class ParameterValues {
    private ParameterValues() {}

    static Map<String, String> map(Map<?, ?> given) {
        if (given == null || given.isEmpty()) {
            return null;
        }
        Map<String, String> map = new LinkedHashMap<>();
        given.forEach((key, value) -> map.put(String.valueOf(key), value == null ? "" : value.toString()));
        return map;
    }

    /** Parameters and their values: texts, lists and maps. */
    static Map<String, Object> changes(Map<?, ?> given) {
        if (given == null || given.isEmpty()) {
            return null;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        given.forEach((key, value) -> map.put(String.valueOf(key), plain(value)));
        return map;
    }

    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> inner = changes(map);
            return inner == null ? new LinkedHashMap<>() : inner;
        }
        return value instanceof Collection<?> items
                ? new ArrayList<>(items.stream().map(ParameterValues::plain).toList())
                : value == null ? "" : value.toString();
    }

    static List<String> list(Collection<?> given) {
        if (given == null || given.isEmpty()) {
            return null;
        }
        List<String> list = new ArrayList<>();
        given.forEach(item -> list.add(item == null ? "" : item.toString()));
        return list;
    }

    /** An ordinary list that holds nothing empty. */
    static <T> List<T> objects(Collection<T> given) {
        if (given == null || given.isEmpty()) {
            return null;
        }
        List<T> list = new ArrayList<>(given);
        list.removeIf(Objects::isNull);
        return list;
    }

    /**
     * Requests and limits.
     *
     * @throws IllegalArgumentException if there is anything else in it
     */
    static Map<String, Map<String, String>> resources(Map<?, ?> given) {
        Map<String, Map<String, String>> resources = new LinkedHashMap<>();
        if (given != null) {
            given.forEach((kind, quantities) -> {
                if (!List.of("requests", "limits").contains(String.valueOf(kind))
                        || !(quantities == null || quantities instanceof Map)) {
                    throw new IllegalArgumentException(
                            "resources: must look like [requests: [cpu: '500m'], limits: [memory: '1Gi']]");
                }
                Map<String, String> some = map((Map<?, ?>) quantities);
                if (some != null) {
                    resources.put(String.valueOf(kind), some);
                }
            });
        }
        return resources.isEmpty() ? null : resources;
    }

    /**
     * True, false, a pattern or a list of patterns. Anything else becomes a pattern that a check finds to be none.
     *
     * @return null for true, and an empty list for false
     */
    static List<String> patterns(Object given) {
        if (given instanceof Collection<?> several) {
            return several.isEmpty() ? new ArrayList<>() : list(several);
        }
        return switch (given == null ? "" : given.toString()) {
            case "", "true" -> null;
            case "false" -> new ArrayList<>();
            default -> list(List.of(given));
        };
    }

    /**
     * {@code [neverStarted: true, exitCode: [137]]}, or a list of words such as {@code exitCode=137}, or one word.
     *
     * @throws IllegalArgumentException if nothing is named, since that would not mean what it says
     */
    static List<String> retryOn(Object given) {
        if (given instanceof Map<?, ?> map) {
            List<String> words = new ArrayList<>();
            map.forEach((kind, value) -> words.addAll(retryOn(String.valueOf(kind), value)));
            if (words.isEmpty() && !map.isEmpty()) {
                throw new IllegalArgumentException("retryOn: is empty. To disable retries, set attempts: 1");
            }
            return words.isEmpty() ? null : words;
        }
        return given instanceof Collection<?> words
                ? list(words)
                : given == null || given.toString().isBlank() ? null : list(List.of(given));
    }

    private static List<String> retryOn(String kind, Object value) {
        if (value instanceof Boolean wanted) {
            return wanted ? List.of(kind) : List.of();
        }
        Collection<?> codes = value instanceof Collection<?> several ? several : List.of(String.valueOf(value));
        return codes.stream().map(code -> kind + "=" + code).toList();
    }
}
