package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * The result of a task, of all its attempts. Absent values are null.
 *
 * @param verdict the class; {@code SUCCEEDED} only if exit code 0 of the result container was seen
 * @param exitCode of the result container, or of the init container that failed; null when none was seen
 * @param reason short identifier such as {@code ExitCode}, {@code OOMKilled}, {@code RateLimitTimeout}
 * @param message one sentence for the user
 * @param remedy what to change; may be empty
 * @param container the container it is about; may be empty
 * @param pod name of the last attempt's pod
 * @param uid its UID, null if it was never created
 * @param node its node, may be empty
 * @param attempt number of the last attempt
 * @param expired whether a budget or deadline ended it
 * @param causes what it waited for
 * @param startedAt when the result container started, by the node's clock
 * @param finishedAt when it finished, by the node's clock
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskResult(
        Verdict verdict,
        Integer exitCode,
        String reason,
        String message,
        String remedy,
        String container,
        String namespace,
        String pod,
        String uid,
        String node,
        int attempt,
        boolean expired,
        List<CauseSpan> causes,
        Instant startedAt,
        Instant finishedAt) {

    public TaskResult {
        causes = List.copyOf(causes);
    }

    /** Whether exit code 0 was seen. */
    @JsonIgnore
    public boolean succeeded() {
        return verdict == Verdict.SUCCEEDED;
    }

    /** The exit code if the task ended by itself: not cut short by a deadline, and its end was seen. */
    @JsonIgnore
    public OptionalInt ownExitCode() {
        boolean byItself = verdict == Verdict.SUCCEEDED || verdict == Verdict.TASK_FAILED;
        return byItself && !expired && exitCode != null ? OptionalInt.of(exitCode) : OptionalInt.empty();
    }
}
