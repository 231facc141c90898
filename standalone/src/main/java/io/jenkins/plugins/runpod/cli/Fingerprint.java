package io.jenkins.plugins.runpod.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells whether two commands give the same parameters. What is not given does not count, so that a version with more parameters has
 * the same fingerprint. Only declared parameters count: the others say nothing about what the user wrote.
 */
final class Fingerprint {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Fingerprint() {}

    /** @param files what was given about files */
    static String of(TaskParameters parameters, List<String> files) {
        Map<String, Object> given = new TreeMap<>();
        parameters.declared().forEach(parameter -> {
            Object value = parameters.get(parameter);
            if (!isEmpty(value)) {
                given.put(parameter.getName(), value);
            }
        });
        try {
            String text = JSON.writeValueAsString(given);
            return TaskId.hash(files.isEmpty() ? text : text + JSON.writeValueAsString(files));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("parameters hold texts and numbers only", e);
        }
    }

    private static boolean isEmpty(Object value) {
        return value == null
                || (value instanceof String text && text.isEmpty())
                || (value instanceof Collection<?> items && items.isEmpty())
                || (value instanceof Map<?, ?> entries && entries.isEmpty());
    }
}
