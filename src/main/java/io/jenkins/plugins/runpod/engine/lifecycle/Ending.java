package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Instant;

/**
 * How an attempt ended, or will have ended once its pod is gone. Saved; absent values are null inside this record only.
 *
 * @param verdict the class
 * @param reason short identifier: {@code ExitCode}, {@code OOMKilled}, {@code StartTimeout}
 * @param message one sentence for the user, with Kubernetes' own words in it
 * @param remedy what to change, or the empty string
 * @param container the container it is about, or the empty string
 * @param exitCode exit code of the container, null when none was seen
 * @param expired whether a budget or deadline ended it
 * @param startedAt when the result container started, by the node's clock; null if unknown
 * @param finishedAt when it finished, by the node's clock; null if unknown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Ending(
        Verdict verdict,
        String reason,
        String message,
        String remedy,
        String container,
        Integer exitCode,
        boolean expired,
        Instant startedAt,
        Instant finishedAt) {

    static Ending of(Verdict verdict, String reason, String message, String remedy) {
        return new Ending(verdict, reason, message, remedy, "", null, false, null, null);
    }

    Ending asExpired() {
        return new Ending(verdict, reason, message, remedy, container, exitCode, true, startedAt, finishedAt);
    }

    Ending about(String name) {
        return new Ending(verdict, reason, message, remedy, name, exitCode, expired, startedAt, finishedAt);
    }
}
