package io.jenkins.plugins.runpod.engine.log;

import java.io.UncheckedIOException;

/** Where the position of one output is saved. Used by one thread at a time. */
@FunctionalInterface
public interface PositionStore {
    /**
     * Saves a position before it returns. May block for disk I/O.
     *
     * @throws UncheckedIOException if it may not be saved
     */
    void save(OutputPosition position);

    /** The same, but it may be saved later, with whatever is saved next. By default it is saved at once. */
    default void note(OutputPosition position) {
        save(position);
    }

    /** Whether this is the position that was saved last. */
    default boolean isSaved(OutputPosition position) {
        return false;
    }
}
