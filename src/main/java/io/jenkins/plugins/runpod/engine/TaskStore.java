package io.jenkins.plugins.runpod.engine;

import java.io.IOException;
import java.util.Optional;

/** Keeps the saved state of one task. Used by one thread at a time. Its methods may block for disk I/O. */
public interface TaskStore {
    /**
     * The newest saved state. Empty if nothing was saved.
     *
     * @throws IOException if the saved state cannot be read
     */
    Optional<SavedTask> load() throws IOException;

    /**
     * Saves atomically: after a crash the old state or the new state is complete.
     *
     * @throws IOException if it cannot be saved. The old state remains
     */
    void save(SavedTask saved) throws IOException;

    /** A store that loses everything when the process ends. */
    static TaskStore inMemory() {
        return new TaskStore() {
            private SavedTask kept;

            @Override
            public synchronized Optional<SavedTask> load() {
                return Optional.ofNullable(kept);
            }

            @Override
            public synchronized void save(SavedTask saved) {
                kept = saved;
            }
        };
    }
}
