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
        ArrayNode rows = Json.array();
        for (ObjectNode object : objects) {
            ObjectNode shown = whole
                    ? object
                    : Json.object(
                            "kind",
                            "PartialObjectMetadata",
                            "apiVersion",
                            "meta.k8s.io/v1",
                            "metadata",
                            object.get("metadata"));
            rows.add(Json.object("cells", cells(object), "object", shown));
        }
        return Json.object(
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
        ArrayNode columns = Json.array();
        for (String name : names()) {
            boolean wide = name.startsWith("+");
            columns.add(Json.object(
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
        String age = ago(Json.text(object, "metadata", "creationTimestamp"));
        return switch (resource) {
            case PODS -> pod(object, name, age);
            case EVENTS ->
                List.of(
                        ago(latest(object)),
                        Json.text(object, "type"),
                        Json.text(object, "reason"),
                        Json.text(object, "involvedObject", "kind").toLowerCase(Locale.ROOT) + "/"
                                + Json.text(object, "involvedObject", "name"),
                        Json.text(object, "message"),
                        Json.text(object, "count"));
            case NAMESPACES -> List.of(name, Json.text(object, "status", "phase"), age);
            case NODES -> List.of(name, nodeStatus(object), "<none>", age, "v1.32.0+embedded");
            case SECRETS ->
                List.of(
                        name,
                        Json.text(object, "type"),
                        Integer.toString(object.path("data").size()),
                        age);
            case CONFIGMAPS ->
                List.of(name, Integer.toString(object.path("data").size()), age);
            case LEASES -> List.of(name, Json.text(object, "spec", "holderIdentity"), age);
            default -> List.of(name, age);
        };
    }

    private static List<String> pod(ObjectNode pod, String name, String age) {
        JsonNode status = pod.path("status");
        List<ObjectNode> containers = Json.objects(status.path("containerStatuses"));
        long ready = containers.stream()
                .filter(each -> each.path("ready").asBoolean())
                .count();
        int restarts = containers.stream()
                .mapToInt(each -> each.path("restartCount").asInt())
                .sum();
        String ip = Json.text(status, "podIP");
        String node = Json.text(pod, "spec", "nodeName");
        return List.of(
                name,
                ready + "/" + Json.at(pod, "spec", "containers").size(),
                podStatus(pod),
                Integer.toString(restarts),
                age,
                ip.isEmpty() ? "<none>" : ip,
                node.isEmpty() ? "<none>" : node);
    }

    /** The word in the STATUS column, found as kubectl's printer finds it. */
    private static String podStatus(ObjectNode pod) {
        JsonNode status = pod.path("status");
        String word = Json.text(status, "reason").isEmpty() ? Json.text(status, "phase") : Json.text(status, "reason");
        List<ObjectNode> inits = Json.objects(status.path("initContainerStatuses"));
        boolean initializing = false;
        for (int i = 0; i < inits.size() && !initializing; i++) {
            JsonNode state = inits.get(i).path("state");
            if (Json.at(state, "terminated", "exitCode").asInt(-1) == 0
                    || inits.get(i).path("started").asBoolean()) {
                continue;
            }
            initializing = true;
            String reason = reason(state);
            word = "Init:" + (reason.isEmpty() || reason.equals("PodInitializing") ? i + "/" + inits.size() : reason);
        }
        if (!initializing) {
            List<ObjectNode> containers = new ArrayList<>(Json.objects(status.path("containerStatuses")));
            for (int i = containers.size() - 1; i >= 0; i--) {
                String reason = reason(containers.get(i).path("state"));
                word = reason.isEmpty() ? word : reason;
            }
        }
        return ClusterStore.isDeleted(pod) ? "Terminating" : word;
    }

    private static String reason(JsonNode state) {
        String waiting = Json.text(state, "waiting", "reason");
        return waiting.isEmpty() ? Json.text(state, "terminated", "reason") : waiting;
    }

    private static String nodeStatus(ObjectNode node) {
        for (JsonNode condition : Json.at(node, "status", "conditions")) {
            if (Json.text(condition, "type").equals("Ready")) {
                return Json.text(condition, "status").equals("True") ? "Ready" : "NotReady";
            }
        }
        return "Unknown";
    }

    private static String latest(ObjectNode event) {
        for (String[] path : List.of(
                new String[] {"series", "lastObservedTime"}, new String[] {"lastTimestamp"}, new String[] {"eventTime"
                })) {
            if (!Json.at(event, path).isMissingNode() && !Json.at(event, path).isNull()) {
                return Json.text(event, path);
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
