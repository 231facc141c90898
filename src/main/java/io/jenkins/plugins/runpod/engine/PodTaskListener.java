package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import java.io.IOException;
import java.util.Optional;

/**
 * Receives the progress of one task. One engine thread at a time calls it. Its methods must return within milliseconds.
 */
public interface PodTaskListener {
    /** The cause that the task waits for has changed, or its stage. */
    default void changed(TaskView view) {}

    /**
     * Delivers the result, after all readable lines of the log were written. After a restart the engine may deliver it
     * again, if it could not save the delivery.
     */
    void finished(TaskResult result);

    /** A last status line for the log, which is written before {@link #finished}. */
    default Optional<String> lastLine(TaskResult result) {
        return Optional.empty();
    }

    /** The cluster needs no further cleanup, and the engine forgets the task. */
    default void settled() {}

    /** The engine cannot resume the task, because its saved state is unreadable. It changed nothing in the cluster. */
    void unreadable(IOException why);

    /** Whether a caller still waits for the result. Any thread may call this. It must not block. */
    default boolean wanted() {
        return true;
    }
}
