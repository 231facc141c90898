package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.time.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When the events of a pod are read because its status does not carry the cause: less and less often. Mutable, confined
 * to one {@link KnownAttempt}.
 */
final class EventReads {
    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5));

    private List<PodEvent> newest = List.of();
    private Instant since;
    private int reads;
    private boolean lastAsked;

    /** These events were read; none say nothing new. */
    void read(List<PodEvent> events) {
        if (!events.isEmpty()) {
            newest = List.copyOf(events);
        }
    }

    /** The status carries the cause: no events are needed for now. */
    void notNeeded() {
        since = null;
    }

    /** Events are needed from now on, if they were not before. */
    void needed(Instant now) {
        if (since == null) {
            since = now;
        }
    }

    /** They are asked for now. */
    void asked(Instant now) {
        assert since != null : "events that are not needed";
        since = now;
        reads++;
    }

    /** They are asked for after the end. What was read before is about what the pod got over. */
    void askedForLast() {
        lastAsked = true;
        newest = List.of();
    }

    boolean isLastAsked() {
        return lastAsked;
    }

    /** When they are to be read next. */
    Instant due() {
        assert since != null : "events that are not needed";
        return since.plus(PAUSES.pause(reads));
    }

    /** When they are to be read next, if the first read is urgent. */
    Instant urgentlyDue() {
        return reads == 0 ? since : due();
    }

    /** Whether the pod and its log are read together with the events this time: every other time. */
    boolean isWithLook() {
        return reads % 2 == 0;
    }

    /** The newest of them that tell of a problem, as far as they were read. */
    List<PodEvent> newest() {
        return newest;
    }

    /** Those that were read after the end, or none. */
    List<PodEvent> last() {
        return lastAsked ? newest : List.of();
    }
}
