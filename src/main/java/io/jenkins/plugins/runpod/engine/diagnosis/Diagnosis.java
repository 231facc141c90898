package io.jenkins.plugins.runpod.engine.diagnosis;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The meaning of a pod's state. Texts are never null.
 *
 * @param cause the {@link Cause#id() name} of the cause, such as {@code RegistryRateLimit}
 * @param message Kubernetes' own words, which may be empty
 * @param container the container that is meant, which may be empty
 * @param remedy what to change, which may be empty
 * @param exitCode the exit code of the container that ended
 * @param memory the memory for the next diagnosis
 * @param bound whether the pod is bound to a node
 * @param settled for a terminal class, whether it is final
 * @param terminating whether the deletion of the pod was requested
 * @param nodeLost whether the node has stopped reporting
 * @param wantsEvents whether the status lacks the cause, so that the events should be read
 * @param recheckAt when the diagnosis may change without a new state
 * @param startedAt the start of the container that ended, by the node's clock
 * @param finishedAt the end of the container that ended, by the node's clock
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

    /** The diagnosis of a task that waits before it has a pod. */
    public static Diagnosis waiting(Cause cause, String message) {
        return of(Verdict.WAITING, cause, message, "", Memory.empty());
    }

    /** A diagnosis of a class and cause, with defaults for everything else. */
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

    /** @param code null if it is unknown or has no meaning */
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
