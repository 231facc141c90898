package io.jenkins.plugins.runpod.engine.diagnosis;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.HashMap;
import java.util.Map;

/**
 * What is remembered of one pod, since its status does not keep saying it. Immutable and part of the saved state;
 * times are milliseconds since the epoch, absent values are null inside this package only.
 *
 * @param bound it was seen bound to a node
 * @param ran some container of it ran; never taken back
 * @param resultRan the result container ran; never taken back
 * @param proof it was last seen in a state in which nothing of it can be running
 * @param causes the last known trouble by container; trouble of the whole pod under the empty name
 * @param end the end of the result container, or of the init container that failed, once seen; else null
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Memory(
        boolean bound, boolean ran, boolean resultRan, boolean proof, Map<String, Trouble> causes, End end) {

    /**
     * A trouble that was seen.
     *
     * @param reason the waiting reason that was shown last with it, to tell one pull from the next
     * @param text the message it was recognized in
     * @param sinceMillis when it was first seen, by our clock
     * @param firstEventMillis the time of the first event that told it, by the node's clock; null if none did
     * @param agreed a second pull, at least 20 s after the first, failed in the same way
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public record Trouble(
            String cause,
            PodClass podClass,
            String remedy,
            String reason,
            String text,
            long sinceMillis,
            Long firstEventMillis,
            boolean agreed) {}

    /**
     * An end that was seen.
     *
     * @param counts whether the exit code is the task's own; false when the end was forced from outside
     * @param seenMillis when it was first seen, by our clock
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public record End(
            String container,
            int exitCode,
            String reason,
            String message,
            Long startedMillis,
            Long finishedMillis,
            boolean counts,
            long seenMillis) {}

    private static final Memory EMPTY = new Memory(false, false, false, false, Map.of(), null);

    public Memory {
        causes = causes == null ? Map.of() : Map.copyOf(causes);
    }

    /** Nothing is known yet. */
    public static Memory empty() {
        return EMPTY;
    }

    Memory withLatches(boolean nowBound, boolean nowRan, boolean nowResultRan) {
        boolean b = bound || nowBound;
        boolean r = ran || nowRan || nowResultRan;
        boolean rr = resultRan || nowResultRan;
        return b == bound && r == ran && rr == resultRan ? this : new Memory(b, r, rr, proof, causes, end);
    }

    Memory withProof(boolean now) {
        return now == proof ? this : new Memory(bound, ran, resultRan, now, causes, end);
    }

    Memory withTrouble(String container, Trouble trouble) {
        if (trouble.equals(causes.get(container))) {
            return this;
        }
        Map<String, Trouble> changed = new HashMap<>(causes);
        changed.put(container, trouble);
        return new Memory(bound, ran, resultRan, proof, changed, end);
    }

    Memory withoutTrouble(String container) {
        if (!causes.containsKey(container)) {
            return this;
        }
        Map<String, Trouble> changed = new HashMap<>(causes);
        changed.remove(container);
        return new Memory(bound, ran, resultRan, proof, changed, end);
    }

    Memory withEnd(End seen) {
        return new Memory(bound, ran, resultRan, proof, causes, seen);
    }
}
