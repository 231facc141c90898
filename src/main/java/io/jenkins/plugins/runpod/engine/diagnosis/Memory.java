package io.jenkins.plugins.runpod.engine.diagnosis;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
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
 * @param ran a container of the pod other than a native sidecar ran, which is never reset
 * @param resultRan the result container ran, which is never reset
 * @param proof in its last seen state, no container of the pod can run
 * @param probeFailed the kubelet reported that it kills a container because of a failed probe
 * @param started the containers whose start an event reported
 * @param pending what keeps each container from starting, as last known, with the empty name for the whole pod
 * @param pullSecrets the kubelet's message about missing pull secrets, or empty
 * @param end the end of the pod as far as it was seen, or null
 * @param sidecars the native sidecars of the pod
 * @param stop what the kubelet said when it began to end the pod, or null
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
        End end,
        Set<String> sidecars,
        Stop stop) {

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
     * @param seenMillis when it was first seen, by our clock, or 0 if it was final then
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

        /** The same end, which was first seen at this moment. */
        End seenAt(long millis) {
            return millis == seenMillis ? this : new End(verdict, cause, message, end, counts, millis);
        }

        /** The same end, in other words. */
        End saying(String words) {
            return new End(verdict, cause, words, end, counts, seenMillis);
        }

        /** The same end. Nothing that is seen later changes it. */
        End asFinal() {
            return seenAt(0);
        }

        /** The container it is about. May be empty. */
        String container() {
            return end.container();
        }
    }

    /**
     * The reason of the whole pod, which says why the kubelet ends it.
     *
     * @param reason {@code status.reason} of the pod
     * @param message {@code status.message} of the pod
     */
    public record Stop(String reason, String message) {
        public Stop {
            reason = PodSnapshot.text(reason);
            message = PodSnapshot.text(message);
        }
    }

    private static final Memory EMPTY =
            new Memory(false, false, false, false, false, Set.of(), Map.of(), "", null, Set.of(), null);

    public Memory {
        started = started == null ? Set.of() : Set.copyOf(started);
        pending = pending == null ? Map.of() : Map.copyOf(pending);
        pullSecrets = pullSecrets == null ? "" : pullSecrets;
        sidecars = sidecars == null ? Set.of() : Set.copyOf(sidecars);
    }

    /** An empty memory. */
    public static Memory empty() {
        return EMPTY;
    }

    /** It is certain that no container of this pod, besides native sidecars, ever ran. */
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
                : new Memory(b, r, rr, proof, probeFailed, started, pending, pullSecrets, end, sidecars, stop);
    }

    Memory withProof(boolean now) {
        return now == proof
                ? this
                : new Memory(
                        bound, ran, resultRan, now, probeFailed, started, pending, pullSecrets, end, sidecars, stop);
    }

    /** A memory without proof. The pod may have been bound and run after its last seen state. */
    Memory withoutProof() {
        return new Memory(
                true, ran, resultRan, false, probeFailed, started, Map.of(), pullSecrets, end, sidecars, stop);
    }

    Memory withProbeFailed() {
        return probeFailed
                ? this
                : new Memory(bound, ran, resultRan, proof, true, started, pending, pullSecrets, end, sidecars, stop);
    }

    Memory withStarted(String container) {
        if (started.contains(container)) {
            return this;
        }
        Set<String> more = new HashSet<>(started);
        more.add(container);
        boolean ofTask = !sidecars.contains(container) && !HelperContainers.isName(container);
        return new Memory(
                true, ran || ofTask, resultRan, proof, probeFailed, more, pending, pullSecrets, end, sidecars, stop);
    }

    Memory withPullSecrets(String said) {
        return said.equals(pullSecrets)
                ? this
                : new Memory(bound, ran, resultRan, proof, probeFailed, started, pending, said, end, sidecars, stop);
    }

    Memory withPending(String container, PendingCause seen) {
        if (seen.equals(pending.get(container))) {
            return this;
        }
        Map<String, PendingCause> changed = new HashMap<>(pending);
        changed.put(container, seen);
        return new Memory(
                bound, ran, resultRan, proof, probeFailed, started, changed, pullSecrets, end, sidecars, stop);
    }

    Memory withoutPending(String container) {
        if (!pending.containsKey(container)) {
            return this;
        }
        Map<String, PendingCause> changed = new HashMap<>(pending);
        changed.remove(container);
        return new Memory(
                bound, ran, resultRan, proof, probeFailed, started, changed, pullSecrets, end, sidecars, stop);
    }

    Memory withEnd(End seen) {
        boolean same = seen == null ? end == null : seen.equals(end);
        return same
                ? this
                : new Memory(
                        bound, ran, resultRan, proof, probeFailed, started, pending, pullSecrets, seen, sidecars, stop);
    }

    Memory withSidecars(Set<String> names) {
        return names.equals(sidecars)
                ? this
                : new Memory(
                        bound, ran, resultRan, proof, probeFailed, started, pending, pullSecrets, end, names, stop);
    }

    Memory withStop(Stop said) {
        boolean same = said == null ? stop == null : said.equals(stop);
        return same
                ? this
                : new Memory(
                        bound, ran, resultRan, proof, probeFailed, started, pending, pullSecrets, end, sidecars, said);
    }
}
