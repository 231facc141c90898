package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.engine.pod.TerminationMessage;
import java.util.List;
import java.util.OptionalInt;

/**
 * The result of a task, over all its attempts. Immutable. Absent values are null.
 *
 * @param ending how the last attempt ended, and with it the task
 * @param pod the name of the last attempt's pod
 * @param uid the UID of that pod, or null if it was never created
 * @param node the node of that pod, which may be empty
 * @param attempt the number of the last attempt
 * @param causes what the task waited for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskResult(
        Ending ending, String namespace, String pod, String uid, String node, int attempt, List<CauseSpan> causes) {

    public TaskResult {
        causes = List.copyOf(causes);
    }

    /** The class. {@code SUCCEEDED} only if exit code 0 of the result container was seen. */
    public Verdict verdict() {
        return ending.verdict();
    }

    /** A short identifier such as {@code ExitCode}, {@code OOMKilled} or {@code RateLimitTimeout}. */
    public String reason() {
        return ending.reason();
    }

    /** One sentence for the user. */
    public String message() {
        return ending.message();
    }

    /** What to change, which may be empty. */
    public String remedy() {
        return ending.remedy();
    }

    /** Whether a budget or deadline ended the task. */
    public boolean expired() {
        return ending.expired();
    }

    /** The end of the result container, or of the init container that failed. */
    public ContainerEnd end() {
        return ending.end();
    }

    /** The exit code of that container, or null if none was seen. */
    public Integer exitCode() {
        return ending.end().exitCode();
    }

    /** What the result container of the last attempt wrote for its caller. */
    public TerminationMessage terminationMessage() {
        return TerminationMessage.of(ending.end().message());
    }

    /** Whether exit code 0 was seen. */
    public boolean succeeded() {
        return verdict() == Verdict.SUCCEEDED;
    }

    /** The exit code, if the task ended by itself and its end was seen. Empty if a deadline ended it. */
    public OptionalInt ownExitCode() {
        boolean lost = reason().equals(FileMessages.OUTPUTS_LOST);
        boolean byItself = verdict() == Verdict.SUCCEEDED || (verdict() == Verdict.TASK_FAILED && !lost);
        return byItself && !expired() && exitCode() != null ? OptionalInt.of(exitCode()) : OptionalInt.empty();
    }
}
