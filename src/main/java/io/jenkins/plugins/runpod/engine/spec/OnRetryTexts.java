package io.jenkins.plugins.runpod.engine.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of {@code onRetry} that a form or the command line gives as texts: JSON, one {@code NAME=value}, or one item. Pure. */
public final class OnRetryTexts {
    static final String RESOURCES = "resources";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private OnRetryTexts() {}

    /**
     * The same values, with lists and maps in place of their texts. A text that is none of them stays as it is, for a check to name it.
     *
     * @param parameters say which values are lists and maps
     */
    public static Map<String, Object> read(List<ParameterField> parameters, Map<?, ?> values) {
        Map<String, Object> read = new LinkedHashMap<>();
        values.forEach((name, value) -> read.put(String.valueOf(name), read(type(parameters, name), value)));
        return read;
    }

    private static Class<?> type(List<ParameterField> parameters, Object name) {
        return parameters.stream()
                .filter(parameter -> parameter.getName().equals(name))
                .<Class<?>>map(parameter -> parameter.getKind().type())
                .findFirst()
                .orElse(name.equals(RESOURCES) ? Map.class : String.class);
    }

    /** @param type of the value: a text, a list or a map */
    static Object read(Class<?> type, Object value) {
        if (type == String.class || !(value instanceof String text)) {
            return value;
        }
        if (text.strip().startsWith("{") || text.strip().startsWith("[")) {
            try {
                return JSON.readValue(text, Object.class);
            } catch (JsonProcessingException e) {
                return value;
            }
        }
        int equals = text.indexOf('=');
        if (type == Map.class && equals > 0) {
            return Map.of(
                    text.substring(0, equals).strip(),
                    text.substring(equals + 1).strip());
        }
        return type == List.class ? List.of(text) : value;
    }
}
