package io.jenkins.plugins.runpod.engine.lifecycle;

import java.util.Set;

/**
 * Which ends of an attempt may be followed by another attempt, in the vocabulary of Kubernetes' podFailurePolicy.
 *
 * @param neverStarted the pod is over and nothing of it ever ran: safe to run again
 * @param outcomeUnknown it ran and its end was never seen: may run twice
 * @param exitCodes exit codes of the result container
 * @param oomKilled the result container was killed for want of memory
 */
public record RetryOn(boolean neverStarted, boolean outcomeUnknown, Set<Integer> exitCodes, boolean oomKilled) {

    public RetryOn {
        exitCodes = Set.copyOf(exitCodes);
    }

    /** Only what is safe: an attempt of which nothing ever ran. */
    public static RetryOn standard() {
        return new RetryOn(true, false, Set.of(), false);
    }

    /** No automatic attempt at all. */
    public static RetryOn nothing() {
        return new RetryOn(false, false, Set.of(), false);
    }

    boolean covers(Ending ending) {
        if (ending.expired()) {
            return false;
        }
        return switch (ending.verdict()) {
            case NEVER_STARTED -> neverStarted;
            case OUTCOME_UNKNOWN -> outcomeUnknown;
            case TASK_FAILED ->
                // Some failures have no exit code, and these sets take no null: a pod evicted for its own use of
                // storage, for one.
                (ending.end().exitCode() != null
                                && exitCodes.contains(ending.end().exitCode()))
                        || (oomKilled && "OOMKilled".equals(ending.reason()));
            default -> false;
        };
    }
}
