package io.jenkins.plugins.runpod.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The claims of a pod on nodes that the scheduler would not give it. The Pod Security Standards do not know them, but each of
 * them takes nodes from other pods, or brings the pod to nodes that keep other pods away. Pure.
 */
final class NodeClaims {
    private static final String SYSTEM = "system-";
    /** HighestUserDefinablePriority in k8s.io/kubernetes/pkg/apis/scheduling/types.go. */
    private static final long HIGHEST_OF_USERS = 1_000_000_000;

    private final List<String> found = new ArrayList<>();

    NodeClaims(JsonNode spec) {
        if (!text(spec, "nodeName").isEmpty()) {
            found.add("yaml: pod: nodeName");
        }
        if (text(spec, "priorityClassName").startsWith(SYSTEM)) {
            found.add("yaml: pod: priorityClassName " + text(spec, "priorityClassName"));
        }
        if (spec.path("priority").asLong() > HIGHEST_OF_USERS) {
            found.add("yaml: pod: priority " + spec.path("priority").asText());
        }
        spec.path("tolerations").forEach(this::toleration);
    }

    /** One entry for each claim. Empty for an ordinary pod. */
    List<String> asked() {
        return List.copyOf(found);
    }

    /** Without a key it tolerates every taint, or every taint with its effect. */
    private void toleration(JsonNode toleration) {
        if (toleration.isObject() && text(toleration, "key").isEmpty()) {
            String effect = text(toleration, "effect");
            found.add("yaml: pod: a toleration of every " + (effect.isEmpty() ? "" : effect + " ") + "taint");
        }
    }

    private static String text(JsonNode parent, String field) {
        JsonNode value = parent.path(field);
        return value.isNull() ? "" : value.asText("");
    }
}
