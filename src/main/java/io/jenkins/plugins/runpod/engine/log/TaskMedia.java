package io.jenkins.plugins.runpod.engine.log;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where the words of a task go.
 *
 * @param log the lines of its containers
 * @param capture takes the result container's lines instead of the log, when they are wanted as a value
 * @param status takes the status lines instead of the log, where the two are shown apart; must not block for long
 * @param mark stands before each status line in the log, to tell it from the container's own
 */
public record TaskMedia(
        OutputMedium log, Optional<OutputMedium> capture, Optional<Consumer<String>> status, String mark) {

    /** Status lines without a mark. */
    public TaskMedia(OutputMedium log, Optional<OutputMedium> capture, Optional<Consumer<String>> status) {
        this(log, capture, status, "");
    }

    /** Everything into one log. */
    public static TaskMedia together(OutputMedium log) {
        return new TaskMedia(log, Optional.empty(), Optional.empty());
    }
}
