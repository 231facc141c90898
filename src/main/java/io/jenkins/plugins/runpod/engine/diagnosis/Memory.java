package io.jenkins.plugins.runpod.engine.diagnosis;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the engine remembers of one pod, because later states of the pod do not repeat it. Immutable and part of the
 * saved state. Times are in milliseconds since the epoch. Absent values are null inside this package only.
 *
 * @param bound the pod was bound to a node
 * @param ran a container of the pod ran, which is never reset
 * @param resultRan the result container ran, which is never reset
 * @param proof in its last seen state, no container of the pod can run
 * @param probeFailed the kubelet reported that it kills a container because of a failed probe
 * @param started the containers whose start an event reported
 * @param pending what keeps each container from starting, as last known, with the empty name for the whole pod
 * @param pullSecrets the kubelet's message about missing pull secrets, or empty
 * @param end the end of the pod as far as it was seen, or null
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Memory(
        boolean bound,
        boolean ran,
        boolean resultRan,
        boolean proof,
        boolean probeFailed,
        Set<String> started,
        Map<String, PendingCause> pending,
        String pullSecrets,
        End end) {

    private static final long LASTING_MILLIS = 120_000;

    /** The name for what keeps the whole pod from starting. */
    static final String POD = "";

    /**
     * What keeps a container, or the whole pod, from starting.
     *
     * @param reason the last waiting reason, which separates one pull from the next
     * @param text the message that showed it
     * @param sinceMillis when it was first seen, by the controller's clock
     * @param backedOffMillis when the back-off after its last pull was seen, by the controller's clock, or null
     * @param firstEventMillis the time of its first event, by the node's clock, or null
     * @param lastEventMillis the time of its last event, by the node's clock, or null
     * @param agreed a second pull, at least 20 s after the first, failed in the same way
     * @param interrupted the answer of the registry before the node's own limit stopped further pulls, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PendingCause(
            Cause cause,
            Verdict verdict,
            String reason,
            String text,
            long sinceMillis,
            Long backedOffMillis,
            Long firstEventMillis,
            Long lastEventMillis,
            boolean agreed,
            PendingCause interrupted) {

        public PendingCause {
            reason = PodSnapshot.text(reason);
            text = PodSnapshot.text(text);
        }

        static PendingCause first(
                Cause cause, Verdict verdict, String reason, String text, long now, Long backedOffMillis) {
            return new PendingCause(cause, verdict, reason, text, now, backedOffMillis, null, null, false, null);
        }

        PendingCause shown(String nextReason, String nextText, Long nextBackedOff, boolean nowAgreed) {
            return new PendingCause(
                    cause,
                    verdict,
                    nextReason,
                    nextText,
                    sinceMillis,
                    nextBackedOff,
                    firstEventMillis,
                    lastEventMillis,
                    nowAgreed,
                    interrupted);
        }

        PendingCause toldByEvents(Long first, Long last, boolean nowAgreed) {
            return new PendingCause(
                    cause, verdict, reason, text, sinceMillis, backedOffMillis, first, last, nowAgreed, interrupted);
        }

        PendingCause interrupting(PendingCause before) {
            return new PendingCause(
                    cause,
                    verdict,
                    reason,
                    text,
                    sinceMillis,
                    backedOffMillis,
                    firstEventMillis,
                    lastEventMillis,
                    agreed,
                    before);
        }

        boolean is(Rule rule) {
            return cause == rule.cause() && verdict == rule.verdict();
        }

        /** Whether the node has told it for so long that it hardly passes by itself. */
        boolean lasts() {
            return firstEventMillis != null
                    && lastEventMillis != null
                    && lastEventMillis - firstEventMillis >= LASTING_MILLIS;
        }

        /** The same, with the time of its first event in the text. */
        PendingCause dated() {
            Instant since = Instant.ofEpochMilli(firstEventMillis).truncatedTo(ChronoUnit.SECONDS);
            return shown(reason, text + " (again and again since " + since + ")", backedOffMillis, agreed);
        }

        /** The present verdict on it. */
        Verdict effective() {
            return cause == Cause.IMAGE_NOT_FOUND && !agreed ? Verdict.AMBIGUOUS : verdict;
        }
    }

    /**
     * An end that was seen.
     *
     * @param verdict the verdict
     * @param end of the container it is about
     * @param counts whether it is the container's own end, which nothing that happens to the pod later can change
     * @param seenMillis when it was first seen, by our clock
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record End(Verdict verdict, Cause cause, String message, ContainerEnd end, boolean counts, long seenMillis) {

        public End {
            message = PodSnapshot.text(message);
            end = end == null ? ContainerEnd.none() : end;
        }

        /** An end that something later can still change. */
        static End notCounting(Verdict verdict, Cause cause, String message, ContainerEnd end) {
            return new End(verdict, cause, message, end, false, 0);
        }

        /** The container it is about. May be empty. */
        String container() {
            return end.container();
        }
    }

    private static final Memory EMPTY = new Memory(false, false, false, false, false, Set.of(), Map.of(), "", null);

    public Memory {
        started = started == null ? Set.of() : Set.copyOf(started);
        pending = pending == null ? Map.of() : Map.copyOf(pending);
        pullSecrets = pullSecrets == null ? "" : pullSecrets;
    }

    /** An empty memory. */
    public static Memory empty() {
        return EMPTY;
    }

    /** It is certain that no container of this pod ever ran. */
    boolean neverRan() {
        return !ran && (!bound || proof);
    }

    Memory withBound() {
        return withLatches(true, ran, resultRan);
    }

    Memory withResultRan() {
        return withLatches(true, true, true);
    }

    Memory withLatches(boolean nowBound, boolean nowRan, boolean nowResultRan) {
        boolean b = bound || nowBound;
        boolean r = ran || nowRan || nowResultRan;
        boolean rr = resultRan || nowResultRan;
        return b == bound && r == ran && rr == resultRan
                ? this
                : new Memory(b, r, rr, proof, probeFailed, started, pending, pullSecrets, end);
    }

    Memory withProof(boolean now) {
        return now == proof
                ? this
                : new Memory(bound, ran, resultRan, now, probeFailed, started, pending, pullSecrets, end);
    }

    /** A memory without proof. The pod may have been bound and run after its last seen state. */
    Memory withoutProof() {
        return new Memory(true, ran, resultRan, false, probeFailed, started, Map.of(), pullSecrets, end);
    }

    Memory withProbeFailed() {
        return probeFailed ? this : new Memory(bound, ran, resultRan, proof, true, started, pending, pullSecrets, end);
    }

    Memory withStarted(String container) {
        if (started.contains(container)) {
            return this;
        }
        Set<String> more = new HashSet<>(started);
        more.add(container);
        return new Memory(true, true, resultRan, proof, probeFailed, more, pending, pullSecrets, end);
    }

    Memory withPullSecrets(String said) {
        return said.equals(pullSecrets)
                ? this
                : new Memory(bound, ran, resultRan, proof, probeFailed, started, pending, said, end);
    }

    Memory withPending(String container, PendingCause seen) {
        if (seen.equals(pending.get(container))) {
            return this;
        }
        Map<String, PendingCause> changed = new HashMap<>(pending);
        changed.put(container, seen);
        return new Memory(bound, ran, resultRan, proof, probeFailed, started, changed, pullSecrets, end);
    }

    Memory withoutPending(String container) {
        if (!pending.containsKey(container)) {
            return this;
        }
        Map<String, PendingCause> changed = new HashMap<>(pending);
        changed.remove(container);
        return new Memory(bound, ran, resultRan, proof, probeFailed, started, changed, pullSecrets, end);
    }

    Memory withEnd(End seen) {
        boolean same = seen == null ? end == null : seen.equals(end);
        return same ? this : new Memory(bound, ran, resultRan, proof, probeFailed, started, pending, pullSecrets, seen);
    }
}
