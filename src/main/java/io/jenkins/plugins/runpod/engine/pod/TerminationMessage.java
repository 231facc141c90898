package io.jenkins.plugins.runpod.engine.pod;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.runpod.engine.text.Excerpt;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a container wrote for its caller before it ended: {@code terminationMessagePath}, or the end of its log. The kubelet
 * keeps 4096 bytes of it. It comes from the container, so nothing in it is trusted. Immutable.
 *
 * @param text all of it, without control characters except line breaks and tabs. May be empty
 * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/">Termination
 *     messages</a>
 */
public record TerminationMessage(String text) {
    private static final int DEEPEST = 32;

    /** No double has more. An exponent of a billion would make a number of a billion digits, in the first sum. */
    private static final int MOST_DIGITS = 400;

    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(MOST_DIGITS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(Object.class);

    /** @param message as the kubelet reports it, or null */
    public static TerminationMessage of(String message) {
        return new TerminationMessage(Excerpt.lines(PodSnapshot.text(message)));
    }

    /**
     * The map, if the text is one JSON object. It has texts, {@link Integer}, {@link Long}, {@link java.math.BigInteger}, {@link
     * BigDecimal}, {@link Boolean}, null, and lists and maps of them. Empty for anything else: a key given twice, more than 32
     * levels, a number of more than 400 digits.
     */
    public Optional<Map<String, Object>> map() {
        try {
            return JSON.readValue(text) instanceof Map<?, ?> map && isShort(map)
                    ? Optional.of(harmless(map))
                    : Optional.empty();
        } catch (JsonProcessingException | NumberFormatException e) {
            return Optional.empty(); // a text, as most messages are
        }
    }

    private static boolean isShort(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().allMatch(TerminationMessage::isShort);
        } else if (value instanceof List<?> list) {
            return list.stream().allMatch(TerminationMessage::isShort);
        }
        return !(value instanceof BigDecimal number) || Math.abs((long) number.scale()) <= MOST_DIGITS;
    }

    private static Map<String, Object> harmless(Map<?, ?> map) {
        Map<String, Object> harmless = new LinkedHashMap<>();
        map.forEach((key, value) -> harmless.put(Excerpt.lines((String) key), harmless(value)));
        return harmless;
    }

    /** An escape in a JSON string can be any character. */
    private static Object harmless(Object value) {
        if (value instanceof Map<?, ?> map) {
            return harmless(map);
        } else if (value instanceof List<?> list) {
            List<Object> harmless = new ArrayList<>();
            list.forEach(item -> harmless.add(harmless(item)));
            return harmless;
        }
        return value instanceof String string ? Excerpt.lines(string) : value;
    }
}
