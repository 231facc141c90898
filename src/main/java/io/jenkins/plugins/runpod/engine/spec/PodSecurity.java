package io.jenkins.plugins.runpod.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the pods of a cluster may ask for, by the levels of the Pod Security Standards. Pure.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">Pod Security Standards</a>
 */
public enum PodSecurity {
    /** Everything, with access to the node. */
    PRIVILEGED,
    /** Nothing that gives access to the node, or a place on a node that the scheduler would not give. */
    BASELINE,
    /** As {@link #BASELINE}, and hardened: no root user, no added capabilities, no rarely used volumes. */
    RESTRICTED;

    /** The name that administrators write. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such level */
    public static PodSecurity of(String id) {
        return Arrays.stream(values())
                .filter(level -> level.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + id + "\" is none of "
                        + Arrays.stream(values()).map(PodSecurity::id).collect(Collectors.joining(", "))));
    }

    /** What a pod asks for in spite of this level, one sentence each. */
    List<String> problems(JsonNode pod) {
        List<String> problems = new ArrayList<>();
        if (this != PRIVILEGED) {
            new HostAccess(pod).asked().forEach(what -> problems.add(what + " is not allowed on this cluster"));
            new NodeClaims(pod.path("spec"))
                    .asked()
                    .forEach(what -> problems.add(what + " is not allowed on this cluster"));
        }
        if (this == RESTRICTED) {
            new Hardening(pod.path("spec")).missing().forEach(what -> problems.add(what + " on this cluster"));
        }
        return problems;
    }
}
