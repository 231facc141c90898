package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A pod of a task after which another one came. Saved; absent values are null.
 *
 * @param number counted from 1
 * @param node the node it was bound to, or the empty string
 * @param ending how it ended
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndedAttempt(int number, String podName, String node, Ending ending) {

    static EndedAttempt of(Attempt attempt, Ending ending) {
        return new EndedAttempt(attempt.number(), attempt.podName(), attempt.node(), ending);
    }
}
