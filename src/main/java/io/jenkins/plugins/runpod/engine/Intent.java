package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.lifecycle.Attempt;
import io.jenkins.plugins.runpod.engine.lifecycle.OwnedSecret;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import java.time.Instant;

/**
 * The parts of a state that say which requests may have left. Two states with the same intent differ in budgets, in causes and in
 * what was seen of the pod, which another look tells as well. An end that was seen is of that kind: until the log is read, it asks for
 * nothing else.
 */
record Intent(
        Stage stage,
        int attempt,
        String uid,
        Instant lastSentAt,
        boolean gone,
        OwnedSecret secret,
        boolean cancelled,
        boolean ended) {

    static Intent of(TaskState state) {
        Attempt attempt = state.attempt();
        return new Intent(
                state.stage() == Stage.DRAIN ? Stage.FOLLOW : state.stage(),
                attempt.number(),
                attempt.uid(),
                attempt.lastSentAt(),
                attempt.gone(),
                attempt.secret(),
                state.cancelled() != null,
                state.result() != null);
    }
}
