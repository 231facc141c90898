package io.jenkins.plugins.runpod.engine.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot.Condition;
import io.jenkins.plugins.runpod.engine.text.Excerpt;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads snapshots out of JSON of any shape: a field that is missing, null or of the wrong type counts as absent. It reads the tree
 * because most fields of a pod are never asked for. Pure.
 */
final class PodJson {
    /**
     * Longer messages are cut, because they reach logs, pages and saved files. What a container says is not: the kubelet
     * keeps 4 KiB of it (kubernetes {@code pkg/kubelet/container/runtime.go}).
     */
    private static final int LONGEST_MESSAGE = 4096;

    /** A reason is a word. */
    private static final int LONGEST_REASON = 256;

    private static final long LONGEST_GRACE = 366L * 24 * 3600;
    /** Later times than this mean no time, and their milliseconds could overflow. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private PodJson() {}

    static PodSnapshot pod(JsonNode pod) {
        JsonNode meta = pod.path("metadata");
        JsonNode spec = pod.path("spec");
        JsonNode status = pod.path("status");
        Map<String, Condition> conditions = new HashMap<>();
        objects(status, "conditions")
                .forEach(c -> conditions.put(
                        common(c, "type"), new Condition(common(c, "status"), reason(c, "reason"), message(c))));
        return new PodSnapshot(
                common(meta, "namespace"),
                text(meta, "name"),
                text(meta, "uid"),
                text(meta, "resourceVersion"),
                own(meta, "labels"),
                own(meta, "annotations"),
                objects(spec, "schedulingGates")
                        .map(gate -> common(gate, "name"))
                        .toList(),
                common(spec, "nodeName"),
                common(status, "phase"),
                reason(status, "reason"),
                message(status),
                instant(text(meta, "deletionTimestamp")),
                grace(meta.path("deletionGracePeriodSeconds")),
                conditions,
                containers(spec, status));
    }

    private static List<ContainerSnapshot> containers(JsonNode spec, JsonNode status) {
        Map<String, JsonNode> statuses = new HashMap<>();
        Stream.of("initContainerStatuses", "containerStatuses")
                .flatMap(list -> objects(status, list))
                .forEach(each -> statuses.put(text(each, "name"), each));
        List<ContainerSnapshot> containers = new ArrayList<>();
        objects(spec, "initContainers").forEach(each -> {
            boolean sidecar = text(each, "restartPolicy").equals("Always");
            containers.add(
                    container(each, sidecar ? ContainerSnapshot.Kind.SIDECAR : ContainerSnapshot.Kind.INIT, statuses));
        });
        objects(spec, "containers").forEach(each -> {
            boolean helper = text(each, "name").equals(HelperContainers.OUTPUT);
            containers.add(
                    container(each, helper ? ContainerSnapshot.Kind.HELPER : ContainerSnapshot.Kind.MAIN, statuses));
        });
        return containers;
    }

    private static ContainerSnapshot container(
            JsonNode container, ContainerSnapshot.Kind kind, Map<String, JsonNode> statuses) {
        JsonNode status = statuses.getOrDefault(text(container, "name"), MissingNode.getInstance());
        JsonNode state = status.path("state");
        return new ContainerSnapshot(
                common(container, "name"),
                kind,
                common(container, "image"),
                state(state),
                state(status.path("lastState")),
                number(status.path("restartCount"), 0),
                !text(status, "containerID").isEmpty()
                        || !text(state.path("terminated"), "containerID").isEmpty());
    }

    private static ContainerState state(JsonNode state) {
        JsonNode ended = state.path("terminated");
        if (ended.isObject()) {
            return new ContainerState.Terminated(
                    // An exit code that is missing is not 0: success is seen, never inferred.
                    number(ended.path("exitCode"), 255),
                    reason(ended, "reason"),
                    message(ended),
                    instant(text(ended, "startedAt")),
                    instant(text(ended, "finishedAt")));
        } else if (state.path("running").isObject()) {
            return new ContainerState.Running(instant(text(state.path("running"), "startedAt")));
        } else if (state.path("waiting").isObject()) {
            return new ContainerState.Waiting(reason(state.path("waiting"), "reason"), message(state.path("waiting")));
        }
        return new ContainerState.Absent();
    }

    private static Map<String, String> own(JsonNode meta, String field) {
        Map<String, String> own = new HashMap<>();
        KubeJson.texts(meta.path(field)).forEach((key, value) -> {
            if (key.startsWith(PodLabels.PREFIX) || Kueue.isLabel(key)) {
                own.put(key.intern(), value);
            }
        });
        return own;
    }

    private static long grace(JsonNode seconds) {
        return seconds.canConvertToLong() ? Math.max(0, Math.min(seconds.longValue(), LONGEST_GRACE)) : 0;
    }

    private static int number(JsonNode number, int missing) {
        return number.canConvertToInt() ? number.intValue() : missing;
    }

    private static Stream<JsonNode> objects(JsonNode of, String list) {
        JsonNode items = of.path(list);
        return items.isArray()
                ? StreamSupport.stream(items.spliterator(), false).filter(JsonNode::isObject)
                : Stream.empty();
    }

    static String text(JsonNode of, String field) {
        return of.path(field).asText("");
    }

    /** A text that may be long. */
    private static String message(JsonNode of) {
        return message(text(of, "message"), "The pod's status has all, see kubectl get pod -o yaml");
    }

    /** @param whole says where the whole text is */
    static String message(String text, String whole) {
        return Excerpt.of(text, LONGEST_MESSAGE, whole);
    }

    static String reason(JsonNode of, String field) {
        return Excerpt.of(text(of, field), LONGEST_REASON, "").intern();
    }

    /** One shared copy of a text that many pods have. */
    private static String common(JsonNode of, String field) {
        return text(of, field).intern();
    }

    static Optional<Instant> instant(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return instant.isAfter(LAST) || instant.isBefore(FIRST) ? Optional.empty() : Optional.of(instant);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
