package io.jenkins.plugins.runpod.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * What the Pod Security Standard "restricted" asks of a pod beyond "baseline". Pure.
 *
 * <p>Newer clusters accept more of a pod with {@code hostUsers: false}. Older ones ignore that field, so it changes nothing here.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted">Restricted</a>
 */
final class Hardening {
    private static final Set<String> VOLUMES = Set.of(
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "image",
            "persistentVolumeClaim",
            "projected",
            "secret");
    private static final String CAPABILITY = "NET_BIND_SERVICE";

    private final List<String> missing = new ArrayList<>();
    private final JsonNode context;
    private final boolean windows;

    Hardening(JsonNode spec) {
        context = spec.path("securityContext");
        // Windows has none of this, and Kubernetes refuses a Windows pod that sets it.
        windows = spec.at("/os/name").asText().equals("windows");
        user("pod", context);
        spec.path("volumes").forEach(this::volume);
        for (String kind : HostAccess.CONTAINERS) {
            spec.path(kind).forEach(this::container);
        }
    }

    /** One entry for each thing that the pod has to change. */
    List<String> missing() {
        return List.copyOf(missing);
    }

    private void volume(JsonNode volume) {
        volume.fields().forEachRemaining(field -> {
            String kind = field.getKey();
            boolean harmless = kind.equals("name") || VOLUMES.contains(kind) || kind.equals("hostPath");
            if (!harmless && !field.getValue().isNull()) {
                missing.add("yaml: volume " + volume.path("name").asText() + ": " + kind + " is not allowed");
            }
        });
    }

    private void container(JsonNode container) {
        String where = "container " + container.path("name").asText();
        JsonNode own = container.path("securityContext");
        user(where, own);
        if (!own.hasNonNull("runAsNonRoot") && !context.path("runAsNonRoot").asBoolean()) {
            must(where, "runAsNonRoot must be true, in the container or the pod,");
        }
        if (windows) {
            return;
        }
        JsonNode escalation = own.path("allowPrivilegeEscalation");
        if (!escalation.isBoolean() || escalation.asBoolean()) {
            must(where, "allowPrivilegeEscalation must be false");
        }
        if (!own.at("/seccompProfile/type").isTextual()
                && !context.at("/seccompProfile/type").isTextual()) {
            must(where, "seccompProfile must be RuntimeDefault or Localhost, in the container or the pod,");
        }
        if (!contains(own.at("/capabilities/drop"), "ALL")) {
            must(where, "capabilities must drop ALL");
        }
        own.at("/capabilities/add").forEach(capability -> {
            if (HostAccess.CAPABILITIES.contains(capability.asText())
                    && !capability.asText().equals(CAPABILITY)) {
                must(where, "capability " + capability.asText() + " is not allowed");
            }
        });
    }

    private void user(String where, JsonNode some) {
        if (some.hasNonNull("runAsNonRoot") && !some.path("runAsNonRoot").asBoolean()) {
            must(where, "runAsNonRoot must be true");
        }
        if (some.hasNonNull("runAsUser") && some.path("runAsUser").asLong() == 0) {
            must(where, "runAsUser must not be 0");
        }
    }

    private void must(String where, String what) {
        missing.add("yaml: " + where + ": " + what);
    }

    private static boolean contains(JsonNode list, String text) {
        return StreamSupport.stream(list.spliterator(), false)
                .anyMatch(entry -> entry.asText().equals(text));
    }
}
