package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;

/** Writes the events of pods: the same one again is counted, not written again. Not safe for use by many threads. */
final class FakePodEvents {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final ClusterStore store;
    private final Clock clock;
    private final String node;
    private final Map<String, String> names = new HashMap<>();
    private long last;

    FakePodEvents(ClusterStore store, Clock clock, String node) {
        this.store = store;
        this.clock = clock;
        this.node = node;
    }

    /** The kubelet's word about a container; about the pod, when the container is empty. */
    void kubelet(ObjectNode pod, String container, String list, String type, String reason, String message) {
        ObjectNode involved = involved(pod);
        if (!container.isEmpty()) {
            involved.put("fieldPath", "spec.%s{%s}".formatted(list, container));
        }
        counted(pod, involved, type, reason, message, FakeJson.object("component", "kubelet", "host", node));
    }

    /** A controller's word, {@code node-controller}'s for example. */
    void controller(ObjectNode pod, String controller, String type, String reason, String message) {
        counted(pod, involved(pod), type, reason, message, FakeJson.object("component", controller));
    }

    /** The scheduler's word: events of the newer sort, with a time but no count. */
    void scheduler(ObjectNode pod, String type, String reason, String action, String message) {
        Instant now = clock.instant();
        String key = key(pod, "", reason, message);
        if (names.containsKey(key)
                && modify(pod, names.get(key), event -> {
                    ObjectNode series = FakeJson.child(event, "series");
                    series.put("count", series.path("count").asInt(1) + 1);
                    series.put("lastObservedTime", micros(now));
                })) {
            return;
        }
        ObjectNode event = event(pod, involved(pod), type, reason, message);
        event.set("source", FakeJson.object());
        event.set("firstTimestamp", NullNode.instance);
        event.set("lastTimestamp", NullNode.instance);
        event.put("eventTime", micros(now)).put("action", action);
        event.put("reportingComponent", "default-scheduler").put("reportingInstance", "default-scheduler-" + node);
        names.put(key, create(pod, event));
    }

    private void counted(
            ObjectNode pod, ObjectNode involved, String type, String reason, String message, ObjectNode source) {
        String now = FakeJson.seconds(clock.instant());
        String key = key(pod, FakeJson.text(involved, "fieldPath"), reason, message);
        if (names.containsKey(key)
                && modify(
                        pod,
                        names.get(key),
                        event -> event.put("count", event.path("count").asInt() + 1)
                                .put("lastTimestamp", now))) {
            return;
        }
        ObjectNode event = event(pod, involved, type, reason, message);
        event.set("source", source);
        event.put("firstTimestamp", now).put("lastTimestamp", now).put("count", 1);
        event.set("eventTime", NullNode.instance);
        event.put("reportingComponent", FakeJson.text(source, "component"));
        event.put("reportingInstance", FakeJson.text(source, "host"));
        names.put(key, create(pod, event));
    }

    private static String key(ObjectNode pod, String path, String reason, String message) {
        return String.join("\n", FakeJson.text(pod, "metadata", "uid"), path, reason, message);
    }

    private static ObjectNode event(ObjectNode pod, ObjectNode involved, String type, String reason, String message) {
        return FakeJson.object(
                "metadata",
                FakeJson.object("namespace", FakeJson.text(pod, "metadata", "namespace")),
                "involvedObject",
                involved,
                "type",
                type,
                "reason",
                reason,
                "message",
                message);
    }

    private static ObjectNode involved(ObjectNode pod) {
        return FakeJson.object(
                "kind",
                "Pod",
                "namespace",
                FakeJson.text(pod, "metadata", "namespace"),
                "name",
                ClusterStore.nameOf(pod),
                "uid",
                FakeJson.text(pod, "metadata", "uid"),
                "apiVersion",
                "v1",
                "resourceVersion",
                FakeJson.text(pod, "metadata", "resourceVersion"));
    }

    private interface Change {
        void to(ObjectNode event);
    }

    private boolean modify(ObjectNode pod, String name, Change change) {
        String namespace = FakeJson.text(pod, "metadata", "namespace");
        if (store.find(Resource.EVENTS, namespace, name).isEmpty()) {
            return false;
        }
        store.update(Resource.EVENTS, namespace, name, "", event -> {
            change.to(event);
            return event;
        });
        return true;
    }

    private String create(ObjectNode pod, ObjectNode event) {
        Instant now = clock.instant();
        last = Math.max(last + 1, now.getEpochSecond() * 1_000_000_000L + now.getNano());
        String name = ClusterStore.nameOf(pod) + "." + Long.toHexString(last);
        FakeJson.child(event, "metadata").put("name", name);
        try {
            store.create(Resource.EVENTS, FakeJson.text(pod, "metadata", "namespace"), event);
        } catch (ApiException e) {
            // The namespace is going away: nobody will read it.
        }
        return name;
    }

    private static String micros(Instant time) {
        return MICROS.format(time);
    }
}
