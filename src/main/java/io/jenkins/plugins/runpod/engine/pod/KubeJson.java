package io.jenkins.plugins.runpod.engine.pod;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Kubernetes objects as JSON. One mapper serves all, because each mapper learns the classes anew. Stateless, for any thread. */
public final class KubeJson {
    private static final List<String> PARTS = List.of("metadata", "spec", "status");

    /**
     * Our own: the client's shared one looks for model classes through the thread's class loader. It does not remember keys,
     * because those of {@code managedFields} have addresses of pods in them. The table of all keys is copied whenever there is a new one.
     */
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build());

    static {
        new KubernetesSerialization(MAPPER, false); // sets the mapper up
    }

    private KubeJson() {}

    /** @throws IOException for what is no such object */
    public static <T> T read(byte[] json, Class<T> type) throws IOException {
        return MAPPER.readValue(json, type);
    }

    /** @throws IllegalArgumentException for what is no such object */
    public static <T> T parse(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a " + type.getSimpleName(), e);
        }
    }

    /** @throws IOException for what is not JSON */
    public static JsonNode tree(byte[] json) throws IOException {
        return MAPPER.readTree(json);
    }

    /** To read a document in parts. To be closed. */
    public static JsonParser parser(byte[] json) throws IOException {
        return MAPPER.createParser(json);
    }

    /**
     * A Kubernetes object in an answer, as it is.
     *
     * @throws IOException for what is none, also for a Status, whose {@code status} is a text
     */
    public static JsonNode object(JsonNode json) throws IOException {
        if (json.isObject()
                && PARTS.stream().filter(json::hasNonNull).map(json::get).allMatch(JsonNode::isObject)) {
            return json;
        }
        throw new IOException("not a Kubernetes object");
    }

    /** A map of texts, without what is none. */
    public static Map<String, String> texts(JsonNode map) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.properties().forEach(entry -> {
            if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
                texts.put(entry.getKey(), entry.getValue().asText());
            }
        });
        return texts;
    }

    /** The tree of an object. */
    public static JsonNode node(Object object) {
        return MAPPER.valueToTree(object);
    }

    /** Maps, lists and single values. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Object object) {
        return MAPPER.convertValue(object, Map.class);
    }

    public static String text(Object object) {
        try {
            return MAPPER.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw notWritten(e);
        }
    }

    public static byte[] bytes(Object object) {
        try {
            return MAPPER.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw notWritten(e);
        }
    }

    private static IllegalArgumentException notWritten(JsonProcessingException e) {
        return new IllegalArgumentException("not a Kubernetes object", e);
    }
}
