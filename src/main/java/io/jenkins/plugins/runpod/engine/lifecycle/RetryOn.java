package io.jenkins.plugins.runpod.engine.lifecycle;

import java.util.Set;

/**
 * The failures of an attempt that are retried, in the vocabulary of Kubernetes' podFailurePolicy. Immutable.
 *
 * @param neverStarted the pod has ended and no container of it ran, so a retry is safe
 * @param outcomeUnknown a container ran, or may have run, and its end was not seen, so the task may run twice
 * @param exitCodes exit codes of the result container
 * @param oomKilled the result container was killed because it ran out of memory
 * @param outputsLost the result container ended with exit code 0, and its outputs are lost
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy">Pod failure
 *     policy</a>
 */
public record RetryOn(
        boolean neverStarted, boolean outcomeUnknown, Set<Integer> exitCodes, boolean oomKilled, boolean outputsLost) {

    public RetryOn {
        exitCodes = Set.copyOf(exitCodes);
    }

    /** Retries only what is safe: an attempt that never ran. */
    public static RetryOn standard() {
        return new RetryOn(true, false, Set.of(), false, false);
    }

    /** Retries nothing. */
    public static RetryOn nothing() {
        return new RetryOn(false, false, Set.of(), false, false);
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
                        || (oomKilled && "OOMKilled".equals(ending.reason()))
                        || (outputsLost && FileMessages.OUTPUTS_LOST.equals(ending.reason()));
            default -> false;
        };
    }
}
