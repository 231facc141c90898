package io.jenkins.plugins.runpod.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;

/**
 * How long a task waited for one cause. Texts may be empty.
 *
 * @param cause the name of the cause
 * @param image the image of the container that waited, as the task names it, if the cause is about its pull
 * @param times how often
 * @param ms for how long, in milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Wait(WaitKind kind, String cause, String image, int times, long ms) {
    /** A task that waits for a registry's limit before it has a pod. */
    static final String DAMPING = "RegistryDamping";
    /** The node's own limit, which says nothing of a registry. */
    static final String OF_KUBELET = "PullQPSExceeded";

    public Wait {
        Objects.requireNonNull(kind);
        cause = Objects.requireNonNullElse(cause, "");
        image = Objects.requireNonNullElse(image, "");
    }

    /** Whether a registry limited a pull, or would have. */
    @JsonIgnore
    public boolean isOfRegistry() {
        return kind == WaitKind.LIMITED && !cause.equals(OF_KUBELET);
    }

    /** How many pulls the registry limited, if it is {@link #isOfRegistry of a registry}. */
    public int limitedPulls() {
        return cause.equals(DAMPING) ? 0 : times;
    }

    /** The registry of the image. Empty if there is no image. */
    public String registry() {
        return HistoryQuery.Filter.registry(image);
    }
}
