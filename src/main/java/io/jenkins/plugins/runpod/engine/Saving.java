package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.time.Backoff;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Saves one task, and tries again for as long as that does not work. Confined to the task's serial executor. */
final class Saving {
    private static final Logger LOGGER = Logger.getLogger(Saving.class.getName());
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(16));

    private final TaskId id;
    private final TaskStore store;
    private final Timer timer;
    private final Runnable again;
    private TaskState saved;
    private int failures;
    private boolean scheduled;

    /** @param again is run on any thread when it is time to try once more */
    Saving(TaskId id, TaskStore store, Timer timer, Runnable again) {
        this.id = id;
        this.store = store;
        this.timer = timer;
        this.again = again;
    }

    Optional<SavedTask> load() throws IOException {
        Optional<SavedTask> before = store.load();
        saved = before.map(SavedTask::state).orElse(null);
        return before;
    }

    boolean isSaved(TaskState state) {
        return state.equals(saved);
    }

    /** Saves at once, or throws. */
    void save(SavedTask task) throws IOException {
        store.save(task);
        saved = task.state();
        failures = 0;
    }

    /** Whether that worked. If not, it is time to try again later, however much happens until then. */
    boolean trySave(SavedTask task) {
        if (scheduled) {
            return false;
        }
        try {
            save(task);
            return true;
        } catch (IOException e) {
            // With its trace once only: on a full disk all tasks come here, again and again.
            LOGGER.log(
                    Level.WARNING,
                    "Cannot save task " + id + ". It waits until its state is saved: " + e,
                    failures == 0 ? e : null);
            scheduled = true;
            timer.schedule(BACKOFF.pause(failures++), again);
            return false;
        }
    }

    /** The time to try again has come. */
    void due() {
        scheduled = false;
    }
}
