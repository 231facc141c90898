package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Instant;

/**
 * A pod of a task after which another one came. Saved; absent values are null.
 *
 * @param number counted from 1
 * @param node the node it was bound to, or the empty string
 * @param reason short identifier such as {@code ExitCode}
 * @param exitCode of the container it is about; null when none was seen
 * @param startedAt when the result container started, by the node's clock
 * @param finishedAt when it finished, by the node's clock
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndedAttempt(
        int number,
        String podName,
        String node,
        Verdict verdict,
        String reason,
        Integer exitCode,
        Instant startedAt,
        Instant finishedAt) {

    static EndedAttempt of(Attempt attempt, Ending ending) {
        return new EndedAttempt(
                attempt.number(),
                attempt.podName(),
                attempt.node(),
                ending.verdict(),
                ending.reason(),
                ending.exitCode(),
                ending.startedAt(),
                ending.finishedAt());
    }
}
