package io.jenkins.plugins.runpod.engine.pod;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.Map;

/** Kubernetes objects as JSON. One mapper serves all, because each mapper learns the classes anew. Stateless, for any thread. */
public final class KubeJson {
    /** Our own: the client's shared one looks for model classes through the thread's class loader. */
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static {
        new KubernetesSerialization(MAPPER, false); // sets the mapper up
    }

    private KubeJson() {}

    /** @throws IOException for what is no such object */
    public static <T> T read(byte[] json, Class<T> type) throws IOException {
        return MAPPER.readValue(json, type);
    }

    /** @throws IOException for what is no such object */
    public static <T> T read(JsonNode json, Class<T> type) throws IOException {
        return MAPPER.treeToValue(json, type);
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
