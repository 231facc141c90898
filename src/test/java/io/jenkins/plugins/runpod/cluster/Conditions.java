package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** The conditions in the status of a pod or node. */
final class Conditions {
    private Conditions() {}

    /** Sets a condition; an empty reason or message is left out. The transition time stays when the status does. */
    static void set(ObjectNode object, Instant now, String type, boolean value, String reason, String message) {
        set(object, now, type, value ? "True" : "False", reason, message);
    }

    static void set(ObjectNode object, Instant now, String type, String value, String reason, String message) {
        ArrayNode conditions = FakeJson.child(object, "status").withArray("conditions");
        ObjectNode condition = FakeJson.object("type", type, "status", value, "lastProbeTime", NullNode.instance);
        condition.put("lastTransitionTime", FakeJson.seconds(now));
        if (!reason.isEmpty()) {
            condition.put("reason", reason);
        }
        if (!message.isEmpty()) {
            condition.put("message", message);
        }
        for (int i = 0; i < conditions.size(); i++) {
            if (FakeJson.text(conditions.get(i), "type").equals(type)) {
                if (FakeJson.text(conditions.get(i), "status").equals(value)) {
                    condition.set("lastTransitionTime", conditions.get(i).get("lastTransitionTime"));
                }
                conditions.set(i, condition);
                return;
            }
        }
        conditions.add(condition);
    }

    /** Marks a pod as about to be ended from outside. */
    static void disrupt(ClusterStore store, Instant now, ObjectNode pod, String reason, String message) {
        store.update(
                Resource.PODS,
                FakeJson.text(pod, "metadata", "namespace"),
                ClusterStore.nameOf(pod),
                "status",
                current -> {
                    set(current, now, "DisruptionTarget", true, reason, message);
                    return current;
                });
    }
}
