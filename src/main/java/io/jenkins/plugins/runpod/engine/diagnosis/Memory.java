package io.jenkins.plugins.runpod.engine.diagnosis;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is remembered of one pod, since its status does not keep saying it. Immutable and part of the saved state;
 * times are milliseconds since the epoch, absent values are null inside this package only.
 *
 * @param bound it was seen bound to a node
 * @param ran some container of it ran; never taken back
 * @param resultRan the result container ran; never taken back
 * @param proof it was last seen in a state in which nothing of it can be running
 * @param probeFailed the kubelet said that it kills a container for a failed probe
 * @param started the containers of which an event said that they started
 * @param troubles the last known trouble by container; trouble of the whole pod under the empty name
 * @param pullSecrets what the kubelet said about pull secrets it did not find; else empty
 * @param end how it ended, as far as that was seen; else null
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Memory(
        boolean bound,
        boolean ran,
        boolean resultRan,
        boolean proof,
        boolean probeFailed,
        Set<String> started,
        Map<String, Trouble> troubles,
        String pullSecrets,
        End end) {

    /** The name under which trouble of the whole pod is kept. */
    static final String POD = "";

    /**
     * A trouble that was seen.
     *
     * @param reason the waiting reason that was shown last with it, to tell one pull from the next
     * @param text the message it was recognized in
     * @param sinceMillis when it was first seen, by our clock
     * @param backedOffMillis when the back-off after its last pull was seen, by our clock; null before
     * @param firstEventMillis the time of the first event that told it, by the node's clock; null if none did
     * @param lastEventMillis the time of the last such event
     * @param agreed a second pull, at least 20 s after the first, failed in the same way
     * @param interrupted what the registry had said before the node's own limit kept a pull from reaching it; else null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Trouble(
            Cause cause,
            Verdict verdict,
            String reason,
            String text,
            long sinceMillis,
            Long backedOffMillis,
            Long firstEventMillis,
            Long lastEventMillis,
            boolean agreed,
            Trouble interrupted) {

        public Trouble {
            reason = PodSnapshot.text(reason);
            text = PodSnapshot.text(text);
        }

        static Trouble first(Cause cause, Verdict verdict, String reason, String text, long now, Long backedOffMillis) {
            return new Trouble(cause, verdict, reason, text, now, backedOffMillis, null, null, false, null);
        }

        Trouble shown(String nextReason, String nextText, Long nextBackedOff, boolean nowAgreed) {
            return new Trouble(
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

        Trouble toldByEvents(Long first, Long last, boolean nowAgreed) {
            return new Trouble(
                    cause, verdict, reason, text, sinceMillis, backedOffMillis, first, last, nowAgreed, interrupted);
        }

        Trouble interrupting(Trouble before) {
            return new Trouble(
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

        /** The class it has by now. */
        Verdict effective() {
            return cause == Cause.IMAGE_NOT_FOUND && !agreed ? Verdict.AMBIGUOUS : verdict;
        }
    }

    /**
     * An end that was seen.
     *
     * @param verdict the verdict
     * @param exitCode of the container, null when none was seen or it says nothing
     * @param startedMillis when the container started, by the node's clock; null if unknown
     * @param finishedMillis when it ended, by the node's clock; null if unknown
     * @param counts whether it is the container's own end, which nothing that happens to the pod later can change
     * @param seenMillis when it was first seen, by our clock
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record End(
            Verdict verdict,
            Cause cause,
            String message,
            String container,
            Integer exitCode,
            Long startedMillis,
            Long finishedMillis,
            boolean counts,
            long seenMillis) {

        public End {
            message = PodSnapshot.text(message);
            container = PodSnapshot.text(container);
        }
    }

    private static final Memory EMPTY = new Memory(false, false, false, false, false, Set.of(), Map.of(), "", null);

    public Memory {
        started = started == null ? Set.of() : Set.copyOf(started);
        troubles = troubles == null ? Map.of() : Map.copyOf(troubles);
        pullSecrets = pullSecrets == null ? "" : pullSecrets;
    }

    /** Nothing is known yet. */
    public static Memory empty() {
        return EMPTY;
    }

    /** Nothing of this pod ever ran, and that is certain. */
    boolean neverRan() {
        return !ran && (!bound || proof);
    }

    Memory withLatches(boolean nowBound, boolean nowRan, boolean nowResultRan) {
        boolean b = bound || nowBound;
        boolean r = ran || nowRan || nowResultRan;
        boolean rr = resultRan || nowResultRan;
        return b == bound && r == ran && rr == resultRan
                ? this
                : new Memory(b, r, rr, proof, probeFailed, started, troubles, pullSecrets, end);
    }

    Memory withProof(boolean now) {
        return now == proof
                ? this
                : new Memory(bound, ran, resultRan, now, probeFailed, started, troubles, pullSecrets, end);
    }

    /** What was seen last need not have been the last that happened: it may have been bound and have run since. */
    Memory withoutProof() {
        return new Memory(true, ran, resultRan, false, probeFailed, started, Map.of(), pullSecrets, end);
    }

    Memory withProbeFailed() {
        return probeFailed ? this : new Memory(bound, ran, resultRan, proof, true, started, troubles, pullSecrets, end);
    }

    Memory withStarted(String container) {
        if (started.contains(container)) {
            return this;
        }
        Set<String> more = new HashSet<>(started);
        more.add(container);
        return new Memory(true, true, resultRan, proof, probeFailed, more, troubles, pullSecrets, end);
    }

    Memory withPullSecrets(String said) {
        return said.equals(pullSecrets)
                ? this
                : new Memory(bound, ran, resultRan, proof, probeFailed, started, troubles, said, end);
    }

    Memory withTrouble(String container, Trouble trouble) {
        if (trouble.equals(troubles.get(container))) {
            return this;
        }
        Map<String, Trouble> changed = new HashMap<>(troubles);
        changed.put(container, trouble);
        return new Memory(bound, ran, resultRan, proof, probeFailed, started, changed, pullSecrets, end);
    }

    Memory withoutTrouble(String container) {
        if (!troubles.containsKey(container)) {
            return this;
        }
        Map<String, Trouble> changed = new HashMap<>(troubles);
        changed.remove(container);
        return new Memory(bound, ran, resultRan, proof, probeFailed, started, changed, pullSecrets, end);
    }

    Memory withEnd(End seen) {
        boolean same = seen == null ? end == null : seen.equals(end);
        return same
                ? this
                : new Memory(bound, ran, resultRan, proof, probeFailed, started, troubles, pullSecrets, seen);
    }
}
