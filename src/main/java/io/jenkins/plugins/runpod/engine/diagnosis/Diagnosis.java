package io.jenkins.plugins.runpod.engine.diagnosis;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the state of a pod means. Texts are never null.
 *
 * @param cause the {@link Cause#id() name} of the cause, {@code RegistryRateLimit} for example
 * @param message Kubernetes' own words; may be empty
 * @param container the container it is about; may be empty
 * @param remedy one sentence that says what to change; may be empty
 * @param exitCode of the container that ended
 * @param memory what to hand in next time
 * @param bound whether the pod is bound to a node
 * @param settled for a terminal class: whether it is final
 * @param terminating whether a deletion has been asked for
 * @param nodeLost whether the node has stopped reporting
 * @param wantsEvents whether the status does not carry the cause, so that events are worth a read
 * @param recheckAt when time alone may change the answer
 * @param startedAt of the container that ended, by the node's clock
 * @param finishedAt of the container that ended, by the node's clock
 */
public record Diagnosis(
        Verdict verdict,
        String cause,
        String message,
        String container,
        String remedy,
        OptionalInt exitCode,
        Memory memory,
        boolean bound,
        boolean settled,
        boolean terminating,
        boolean nodeLost,
        boolean wantsEvents,
        Optional<Instant> recheckAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt) {

    /** A task that waits before it has a pod. */
    public static Diagnosis waiting(Cause cause, String message) {
        return of(Verdict.WAITING, cause, message, "", Memory.empty());
    }

    /** A diagnosis of a class and cause, with everything else at its plainest. */
    static Diagnosis of(Verdict verdict, Cause cause, String message, String container, Memory memory) {
        return new Diagnosis(
                verdict,
                cause.id(),
                message,
                container,
                cause.remedy(),
                OptionalInt.empty(),
                memory,
                memory.bound(),
                verdict.terminal(),
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    Diagnosis unsettled(Optional<Instant> until) {
        return new Diagnosis(
                verdict,
                cause,
                message,
                container,
                remedy,
                exitCode,
                memory,
                bound,
                false,
                terminating,
                nodeLost,
                wantsEvents,
                until,
                startedAt,
                finishedAt);
    }

    /** @param code null when it is not known or says nothing */
    Diagnosis withExit(Integer code, Optional<Instant> started, Optional<Instant> finished) {
        return new Diagnosis(
                verdict,
                cause,
                message,
                container,
                remedy,
                code == null ? OptionalInt.empty() : OptionalInt.of(code),
                memory,
                bound,
                settled,
                terminating,
                nodeLost,
                wantsEvents,
                recheckAt,
                started,
                finished);
    }

    Diagnosis asTerminating(boolean now) {
        return now == terminating ? this : with(now, nodeLost, wantsEvents);
    }

    Diagnosis asNodeLost() {
        return with(terminating, true, wantsEvents);
    }

    Diagnosis wantingEvents() {
        return with(terminating, nodeLost, true);
    }

    private Diagnosis with(boolean term, boolean lost, boolean wants) {
        return new Diagnosis(
                verdict,
                cause,
                message,
                container,
                remedy,
                exitCode,
                memory,
                bound,
                settled,
                term,
                lost,
                wants,
                recheckAt,
                startedAt,
                finishedAt);
    }
}
