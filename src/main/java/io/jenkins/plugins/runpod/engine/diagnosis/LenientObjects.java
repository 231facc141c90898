package io.jenkins.plugins.runpod.engine.diagnosis;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Reads Pods and Events out of JSON of any shape: what has the wrong type counts as absent. Stateless, for any thread. */
final class LenientObjects {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .addHandler(new Absent())
            .build();

    /** Only these are read: the rest of a pod does not matter, and what is not read cannot be mistyped. */
    private static final List<String> OF_SPEC = List.of("nodeName", "schedulingGates", "containers", "initContainers");

    private static final List<String> OF_CONTAINER = List.of("name", "image", "restartPolicy");
    private static final List<String> OF_STATUS =
            List.of("phase", "reason", "message", "conditions", "containerStatuses", "initContainerStatuses");
    private static final List<String> OF_META = List.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "labels",
            "annotations",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds");

    private static final List<String> OF_EVENT =
            List.of("involvedObject", "reason", "message", "firstTimestamp", "lastTimestamp", "eventTime", "series");
    /** What {@code events.k8s.io} calls otherwise. */
    private static final Map<String, String> RENAMED = Map.of(
            "regarding", "involvedObject",
            "note", "message",
            "deprecatedFirstTimestamp", "firstTimestamp",
            "deprecatedLastTimestamp", "lastTimestamp");

    private LenientObjects() {}

    static PodSnapshot pod(JsonNode json) {
        ObjectNode reduced = MAPPER.createObjectNode();
        reduced.set("metadata", reduced(json.path("metadata"), OF_META));
        ObjectNode spec = reduced(json.path("spec"), OF_SPEC);
        for (String list : List.of("containers", "initContainers")) {
            if (spec.has(list)) {
                var containers = MAPPER.createArrayNode();
                spec.get(list).forEach(c -> containers.add(reduced(c, OF_CONTAINER)));
                spec.set(list, containers);
            }
        }
        reduced.set("spec", spec);
        reduced.set("status", reduced(json.path("status"), OF_STATUS));
        Pod pod = read(reduced, Pod.class);
        if (pod == null) {
            pod = new Pod();
            pod.setSpec(new PodSpec());
            pod.setStatus(new PodStatus());
        }
        return PodSnapshot.of(pod);
    }

    /** An event of either API. */
    static PodEvent event(JsonNode json) {
        ObjectNode core = reduced(json, OF_EVENT);
        RENAMED.forEach((newer, older) -> {
            if (json.hasNonNull(newer)) {
                core.set(older, json.get(newer));
            }
        });
        Event event = read(core, Event.class);
        return PodEvent.of(event == null ? new Event() : event);
    }

    private static ObjectNode reduced(JsonNode from, List<String> fields) {
        ObjectNode to = MAPPER.createObjectNode();
        for (String field : fields) {
            if (from.hasNonNull(field)) {
                to.set(field, from.get(field));
            }
        }
        return to;
    }

    private static <T> T read(JsonNode json, Class<T> type) {
        try {
            return MAPPER.treeToValue(json, type);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Turns whatever cannot be what it should be into null. */
    private static final class Absent extends DeserializationProblemHandler {
        @Override
        public Object handleUnexpectedToken(
                DeserializationContext context, JavaType type, JsonToken token, JsonParser parser, String message)
                throws IOException {
            parser.skipChildren();
            return null;
        }

        @Override
        public Object handleWeirdStringValue(
                DeserializationContext context, Class<?> type, String value, String message) {
            return null;
        }

        @Override
        public Object handleWeirdNumberValue(
                DeserializationContext context, Class<?> type, Number value, String message) {
            return null;
        }

        @Override
        public Object handleMissingInstantiator(
                DeserializationContext context,
                Class<?> type,
                ValueInstantiator instantiator,
                JsonParser parser,
                String message)
                throws IOException {
            parser.skipChildren();
            return null;
        }

        @Override
        public Object handleInstantiationProblem(
                DeserializationContext context, Class<?> type, Object argument, Throwable problem) {
            return null;
        }
    }
}
