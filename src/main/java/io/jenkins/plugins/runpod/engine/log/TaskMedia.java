package io.jenkins.plugins.runpod.engine.log;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * The destinations of a task's lines.
 *
 * @param log receives the lines of the containers
 * @param capture receives the result container's lines instead of the log, if they are returned as a value
 * @param status receives the status lines instead of the log, if they are shown separately. It must not block.
 * @param mark the prefix of each status line in the log, which separates it from the container's lines
 */
public record TaskMedia(
        OutputMedium log, Optional<OutputMedium> capture, Optional<Consumer<String>> status, String mark) {

    /** Status lines without a mark. */
    public TaskMedia(OutputMedium log, Optional<OutputMedium> capture, Optional<Consumer<String>> status) {
        this(log, capture, status, "");
    }

    /** One log for everything. */
    public static TaskMedia together(OutputMedium log) {
        return new TaskMedia(log, Optional.empty(), Optional.empty());
    }
}
