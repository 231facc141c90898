package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * An earlier pod of a task. Part of the saved state. Absent values are null.
 *
 * @param number counted from 1
 * @param node the node of the pod, or empty
 * @param ending how the attempt ended
 * @param variant in what its pod differed from the first one of the task, or null if in nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndedAttempt(int number, String podName, String node, Ending ending, PodVariant variant) {

    static EndedAttempt of(Attempt attempt, Ending ending) {
        return new EndedAttempt(
                attempt.number(),
                attempt.podName(),
                attempt.node(),
                ending.withoutTerminationMessage(),
                attempt.variant());
    }
}
