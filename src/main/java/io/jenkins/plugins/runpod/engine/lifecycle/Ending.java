package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;

/**
 * How an attempt ended, or will have ended when its pod is gone. Part of the saved state. Absent values are null inside
 * this record only.
 *
 * @param verdict the class
 * @param reason a short identifier: {@code ExitCode}, {@code OOMKilled}, {@code StartTimeout}
 * @param message one sentence for the user, which quotes Kubernetes
 * @param remedy what to change, or empty
 * @param expired whether a budget or deadline ended the attempt
 * @param end the end of the container that is meant
 * @param next the pod that follows and costs no attempt, or null. Nothing of the pod that is given up for it has run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Ending(
        Verdict verdict,
        String reason,
        String message,
        String remedy,
        boolean expired,
        ContainerEnd end,
        PodVariant next) {

    /** An ending after which nothing follows at no cost. */
    public Ending(Verdict verdict, String reason, String message, String remedy, boolean expired, ContainerEnd end) {
        this(verdict, reason, message, remedy, expired, end, null);
    }

    /** Whether another pod follows that costs no attempt. */
    public boolean costsNothing() {
        return next != null;
    }

    Ending followedBy(PodVariant pod) {
        return new Ending(verdict, reason, message, remedy, expired, end, pod);
    }

    static Ending of(Verdict verdict, String reason, String message, String remedy) {
        return new Ending(verdict, reason, message, remedy, false, ContainerEnd.none());
    }

    /** Whether a container was killed because it needed more memory than it may use, as far as that can be told. */
    public boolean outOfMemory() {
        return verdict == Verdict.TASK_FAILED
                && (reason.equals(Cause.OOM_KILLED.id()) || reason.equals(Cause.POSSIBLY_OUT_OF_MEMORY.id()));
    }

    /** Whether a queue took the pod back before anything of it ran. The task goes back into the queue. */
    boolean isPutBack() {
        return !expired && verdict == Verdict.NEVER_STARTED && reason.equals(Cause.PREEMPTED_BY_QUEUE.id());
    }

    Ending asExpired() {
        return new Ending(verdict, reason, message, remedy, true, end);
    }

    Ending withoutTerminationMessage() {
        return new Ending(verdict, reason, message, remedy, expired, end.withoutMessage(), next);
    }

    Ending about(String name) {
        return new Ending(verdict, reason, message, remedy, expired, ContainerEnd.unseen(name));
    }
}
