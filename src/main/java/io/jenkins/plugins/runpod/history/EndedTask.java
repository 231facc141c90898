package io.jenkins.plugins.runpod.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What is kept of a task that has ended: one line of the history. Times are by the controller's clock, durations in
 * milliseconds. Texts may be empty. Immutable.
 *
 * @param ended when its result was there
 * @param task the id of the task
 * @param build the id of the build, {@code folder/job#7}
 * @param image of the result container, as the task names it
 * @param reason the cause of the end, {@code ExitCode} for example
 * @param attempts how many attempts it had. Pods that cost none are not among them
 * @param startMs from its beginning to the first start of the result container, or null if that never started
 * @param runMs how long the result container of its last pod ran
 * @param lostMs what its earlier attempts took: their waits and their runs
 * @param waits what it waited for, in all its pods
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndedTask(
        Instant ended,
        String task,
        String build,
        String cluster,
        String namespace,
        String image,
        Verdict verdict,
        String reason,
        int attempts,
        Long startMs,
        long runMs,
        long lostMs,
        List<Wait> waits) {

    public EndedTask {
        Objects.requireNonNull(ended);
        Objects.requireNonNull(task);
        Objects.requireNonNull(verdict);
        build = Objects.requireNonNullElse(build, "");
        cluster = Objects.requireNonNullElse(cluster, "");
        namespace = Objects.requireNonNullElse(namespace, "");
        image = Objects.requireNonNullElse(image, "");
        reason = Objects.requireNonNullElse(reason, "");
        waits = waits == null ? List.of() : List.copyOf(waits);
    }
}
