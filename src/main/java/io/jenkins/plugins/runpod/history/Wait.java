package io.jenkins.plugins.runpod.history;

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

    public Wait {
        Objects.requireNonNull(kind);
        cause = Objects.requireNonNullElse(cause, "");
        image = Objects.requireNonNullElse(image, "");
    }
}
