package io.jenkins.plugins.runpod.engine;

import java.io.IOException;
import java.util.Optional;

/** Keeps what is saved of one task. Used by one thread at a time. */
public interface TaskStore {
    /** What was saved last; empty if nothing was. */
    Optional<SavedTask> load() throws IOException;

    /** Saves atomically: after a crash the old or the new one is there, whole. */
    void save(SavedTask saved) throws IOException;

    /** A store that forgets everything with the process. */
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
