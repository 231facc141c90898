package io.jenkins.plugins.runpod.engine.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An event about a pod. Texts are never null.
 *
 * @param container the container that the event is about, or empty
 * @param first when it happened first, by the reporter's clock
 * @param last when it happened last, by the reporter's clock
 */
public record PodEvent(
        String reason, String message, String uid, String container, Optional<Instant> first, Optional<Instant> last) {

    private static final Pattern FIELD = Pattern.compile("spec\\.(?:initContainers|containers)\\{([^{}]*+)}");

    /** This event with another message. */
    public PodEvent withMessage(String changed) {
        return new PodEvent(reason, changed, uid, container, first, last);
    }

    /** Reads an event of either API. A field that is missing, null or of the wrong type becomes empty. */
    public static PodEvent of(JsonNode event) {
        JsonNode about = either(event, "regarding", "involvedObject");
        Matcher field = FIELD.matcher(PodJson.text(about, "fieldPath"));
        Optional<Instant> first = time(either(event, "deprecatedFirstTimestamp", "firstTimestamp"))
                .or(() -> time(event.path("eventTime")));
        return new PodEvent(
                PodJson.reason(event, "reason"),
                PodJson.message(
                        either(event, "note", "message").asText(""), "The event has all, see kubectl get events"),
                PodJson.text(about, "uid"),
                field.find() ? field.group(1) : "",
                first,
                time(either(event, "deprecatedLastTimestamp", "lastTimestamp"))
                        .or(() -> time(event.path("series").path("lastObservedTime")))
                        .or(() -> first));
    }

    /** A field of {@code events.k8s.io}, or what the core API calls it. */
    private static JsonNode either(JsonNode event, String newer, String older) {
        return event.path(event.hasNonNull(newer) ? newer : older);
    }

    private static Optional<Instant> time(JsonNode time) {
        return PodJson.instant(time.asText(""));
    }
}
