package io.jenkins.plugins.runpod.engine.kube.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import java.util.Map;

/** A JSON patch: all of it is done, or nothing where a test in it fails. Not thread-safe. */
final class JsonPatch {
    private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();

    /** The labels must be there with these values. */
    JsonPatch labelled(Map<String, String> labels) {
        labels.forEach((key, value) ->
                test("/metadata/labels/" + key.replace("~", "~0").replace("/", "~1"), value));
        return this;
    }

    JsonPatch test(String path, Object value) {
        return operation("test", path, value);
    }

    JsonPatch set(String path, Object value) {
        return operation("add", path, value);
    }

    private JsonPatch operation(String name, String path, Object value) {
        operations.addObject().put("op", name).put("path", path).set("value", KubeJson.node(value));
        return this;
    }

    byte[] json() {
        return KubeJson.bytes(operations);
    }
}
