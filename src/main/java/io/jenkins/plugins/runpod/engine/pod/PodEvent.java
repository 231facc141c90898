package io.jenkins.plugins.runpod.engine.pod;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
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

    /** Reads an event. Missing fields become empty. */
    public static PodEvent of(Event event) {
        ObjectReference about = event.getInvolvedObject();
        Matcher field = FIELD.matcher(about == null ? "" : PodSnapshot.text(about.getFieldPath()));
        Optional<Instant> time = event.getEventTime() == null
                ? Optional.empty()
                : PodSnapshot.instant(event.getEventTime().getTime());
        Optional<Instant> first = PodSnapshot.instant(event.getFirstTimestamp()).or(() -> time);
        Optional<Instant> repeated = event.getSeries() == null
                        || event.getSeries().getLastObservedTime() == null
                ? Optional.empty()
                : PodSnapshot.instant(event.getSeries().getLastObservedTime().getTime());
        return new PodEvent(
                PodSnapshot.reason(event.getReason()),
                PodSnapshot.message(event.getMessage(), "The event has all, see kubectl get events"),
                about == null ? "" : PodSnapshot.text(about.getUid()),
                field.find() ? field.group(1) : "",
                first,
                PodSnapshot.instant(event.getLastTimestamp()).or(() -> repeated).or(() -> first));
    }
}
