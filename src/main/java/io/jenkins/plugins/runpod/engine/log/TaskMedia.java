package io.jenkins.plugins.runpod.engine.log;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The destinations of a task's lines.
 *
 * @param log receives the lines of the containers
 * @param capture receives the result container's lines instead of the log, if they are returned as a value
 * @param status receives the status lines instead of the log, if they are shown separately. It must not block.
 * @param mark the prefix of each status line in the log, which separates it from the container's lines
 * @param writers threads that may wait for the log and the capture. Without them the engine's own threads write, so
 *     the media must not wait for anybody else.
 */
public record TaskMedia(
        OutputMedium log,
        Optional<OutputMedium> capture,
        Optional<Consumer<String>> status,
        String mark,
        Optional<Executor> writers) {

    /** Media that wait for nobody else. */
    public TaskMedia(OutputMedium log, Optional<OutputMedium> capture, Optional<Consumer<String>> status, String mark) {
        this(log, capture, status, mark, Optional.empty());
    }

    /** Status lines without a mark. */
    public TaskMedia(OutputMedium log, Optional<OutputMedium> capture, Optional<Consumer<String>> status) {
        this(log, capture, status, "");
    }

    /** One log for everything. */
    public static TaskMedia together(OutputMedium log) {
        return new TaskMedia(log, Optional.empty(), Optional.empty());
    }

    /** The same media behind others, such as media that mask or count. */
    public TaskMedia with(
            UnaryOperator<OutputMedium> aroundLog,
            UnaryOperator<OutputMedium> aroundCapture,
            UnaryOperator<Consumer<String>> aroundStatus) {
        return new TaskMedia(aroundLog.apply(log), capture.map(aroundCapture), status.map(aroundStatus), mark, writers);
    }

    /** The same media, written by these threads. */
    public TaskMedia writtenBy(Executor threads) {
        return new TaskMedia(log, capture, status, mark, Optional.of(threads));
    }
}
