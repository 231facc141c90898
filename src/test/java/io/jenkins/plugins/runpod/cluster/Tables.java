package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Objects as the tables that {@code kubectl get} prints. */
final class Tables {
    private final Resource resource;
    private final Instant now;

    Tables(Resource resource, Instant now) {
        this.resource = resource;
        this.now = now;
    }

    /** A table of some objects; each row brings its object, as {@code includeObject} wants it by default: metadata only. */
    ObjectNode of(List<ObjectNode> objects, ObjectNode metadata, boolean whole) {
        ArrayNode rows = FakeJson.array();
        for (ObjectNode object : objects) {
            ObjectNode shown = whole
                    ? object
                    : FakeJson.object(
                            "kind",
                            "PartialObjectMetadata",
                            "apiVersion",
                            "meta.k8s.io/v1",
                            "metadata",
                            object.get("metadata"));
            rows.add(FakeJson.object("cells", cells(object), "object", shown));
        }
        return FakeJson.object(
                "kind",
                "Table",
                "apiVersion",
                "meta.k8s.io/v1",
                "metadata",
                metadata,
                "columnDefinitions",
                columns(),
                "rows",
                rows);
    }

    private ArrayNode columns() {
        ArrayNode columns = FakeJson.array();
        for (String name : names()) {
            boolean wide = name.startsWith("+");
            columns.add(FakeJson.object(
                    "name",
                    wide ? name.substring(1) : name,
                    "type",
                    "string",
                    "format",
                    name.equals("Name") ? "name" : "",
                    "description",
                    "",
                    "priority",
                    wide ? 1 : 0));
        }
        return columns;
    }

    private List<String> names() {
        return switch (resource) {
            case PODS -> List.of("Name", "Ready", "Status", "Restarts", "Age", "+IP", "+Node");
            case EVENTS -> List.of("Last Seen", "Type", "Reason", "Object", "Message", "+Count");
            case NAMESPACES -> List.of("Name", "Status", "Age");
            case NODES -> List.of("Name", "Status", "Roles", "Age", "Version");
            case SECRETS -> List.of("Name", "Type", "Data", "Age");
            case CONFIGMAPS -> List.of("Name", "Data", "Age");
            case LEASES -> List.of("Name", "Holder", "Age");
            default -> List.of("Name", "Age");
        };
    }

    private List<String> cells(ObjectNode object) {
        String name = ClusterStore.nameOf(object);
        String age = ago(FakeJson.text(object, "metadata", "creationTimestamp"));
        return switch (resource) {
            case PODS -> pod(object, name, age);
            case EVENTS ->
                List.of(
                        ago(latest(object)),
                        FakeJson.text(object, "type"),
                        FakeJson.text(object, "reason"),
                        FakeJson.text(object, "involvedObject", "kind").toLowerCase(Locale.ROOT) + "/"
                                + FakeJson.text(object, "involvedObject", "name"),
                        FakeJson.text(object, "message"),
                        FakeJson.text(object, "count"));
            case NAMESPACES -> List.of(name, FakeJson.text(object, "status", "phase"), age);
            case NODES -> List.of(name, nodeStatus(object), "<none>", age, "v1.32.0+embedded");
            case SECRETS ->
                List.of(
                        name,
                        FakeJson.text(object, "type"),
                        Integer.toString(object.path("data").size()),
                        age);
            case CONFIGMAPS ->
                List.of(name, Integer.toString(object.path("data").size()), age);
            case LEASES -> List.of(name, FakeJson.text(object, "spec", "holderIdentity"), age);
            default -> List.of(name, age);
        };
    }

    private static List<String> pod(ObjectNode pod, String name, String age) {
        JsonNode status = pod.path("status");
        List<ObjectNode> containers = FakeJson.objects(status.path("containerStatuses"));
        long ready = containers.stream()
                .filter(each -> each.path("ready").asBoolean())
                .count();
        int restarts = containers.stream()
                .mapToInt(each -> each.path("restartCount").asInt())
                .sum();
        String ip = FakeJson.text(status, "podIP");
        String node = FakeJson.text(pod, "spec", "nodeName");
        return List.of(
                name,
                ready + "/" + FakeJson.at(pod, "spec", "containers").size(),
                podStatus(pod),
                Integer.toString(restarts),
                age,
                ip.isEmpty() ? "<none>" : ip,
                node.isEmpty() ? "<none>" : node);
    }

    /** The word in the STATUS column, found as kubectl's printer finds it. */
    private static String podStatus(ObjectNode pod) {
        JsonNode status = pod.path("status");
        String word = FakeJson.text(status, "reason").isEmpty()
                ? FakeJson.text(status, "phase")
                : FakeJson.text(status, "reason");
        List<ObjectNode> inits = FakeJson.objects(status.path("initContainerStatuses"));
        boolean initializing = false;
        for (int i = 0; i < inits.size() && !initializing; i++) {
            JsonNode state = inits.get(i).path("state");
            if (FakeJson.at(state, "terminated", "exitCode").asInt(-1) == 0
                    || inits.get(i).path("started").asBoolean()) {
                continue;
            }
            initializing = true;
            String reason = reason(state);
            word = "Init:" + (reason.isEmpty() || reason.equals("PodInitializing") ? i + "/" + inits.size() : reason);
        }
        if (!initializing) {
            List<ObjectNode> containers = new ArrayList<>(FakeJson.objects(status.path("containerStatuses")));
            for (int i = containers.size() - 1; i >= 0; i--) {
                String reason = reason(containers.get(i).path("state"));
                word = reason.isEmpty() ? word : reason;
            }
        }
        return ClusterStore.isDeleted(pod) ? "Terminating" : word;
    }

    private static String reason(JsonNode state) {
        String waiting = FakeJson.text(state, "waiting", "reason");
        return waiting.isEmpty() ? FakeJson.text(state, "terminated", "reason") : waiting;
    }

    private static String nodeStatus(ObjectNode node) {
        for (JsonNode condition : FakeJson.at(node, "status", "conditions")) {
            if (FakeJson.text(condition, "type").equals("Ready")) {
                return FakeJson.text(condition, "status").equals("True") ? "Ready" : "NotReady";
            }
        }
        return "Unknown";
    }

    private static String latest(ObjectNode event) {
        for (String[] path : List.of(
                new String[] {"series", "lastObservedTime"}, new String[] {"lastTimestamp"}, new String[] {"eventTime"
                })) {
            if (!FakeJson.at(event, path).isMissingNode()
                    && !FakeJson.at(event, path).isNull()) {
                return FakeJson.text(event, path);
            }
        }
        return "";
    }

    private String ago(String time) {
        if (time.isEmpty()) {
            return "<unknown>";
        }
        Duration age = Duration.between(Instant.parse(time), now);
        if (age.toSeconds() < 120) {
            return Math.max(0, age.toSeconds()) + "s";
        }
        return age.toMinutes() < 120
                ? age.toMinutes() + "m"
                : age.toHours() < 48 ? age.toHours() + "h" : age.toDays() + "d";
    }
}
