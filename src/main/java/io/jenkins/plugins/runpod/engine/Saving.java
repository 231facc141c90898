package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.time.Backoff;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Saves one task. The task's turns save its state, and its writer saves how far the logs were written. Each save writes
 * both: its own part as it is now, and the other part as it was saved last. Safe for use by many threads. Blocks for
 * disk I/O.
 */
final class Saving {
    private static final Logger LOGGER = Logger.getLogger(Saving.class.getName());
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(16));

    private final TaskId id;
    private final TaskStore store;
    private final Timer timer;
    private final Runnable again;
    private SavedTask last;
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

    /** What was saved before. Empty if nothing was. */
    synchronized Optional<SavedTask> load() throws IOException {
        Optional<SavedTask> before = store.load();
        last = before.orElse(null);
        saved = before.map(SavedTask::state).orElse(null);
        return before;
    }

    /** Makes this the task to save from, if nothing was saved before. */
    synchronized void beginWith(TaskState fresh) {
        if (last == null) {
            last = new SavedTask(fresh, OutputPosition.start(), OutputPosition.start());
        }
    }

    synchronized boolean isSaved(TaskState state) {
        return state.equals(saved);
    }

    /** Saves at once how far the log was written, or throws. */
    synchronized void saveOutput(OutputPosition position) throws IOException {
        save(new SavedTask(last.state(), position, last.capture()));
    }

    /** Saves at once how far the captured output was written, or throws. */
    synchronized void saveCapture(OutputPosition position) throws IOException {
        save(new SavedTask(last.state(), last.output(), position));
    }

    private void save(SavedTask task) throws IOException {
        store.save(task);
        last = task;
        saved = task.state();
    }

    /** Whether the state could be saved. If not, it is time to try again later, however much happens until then. */
    synchronized boolean trySave(TaskState state) {
        if (scheduled) {
            return false;
        }
        try {
            save(new SavedTask(state, last.output(), last.capture()));
            failures = 0;
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
    synchronized void due() {
        scheduled = false;
    }
}
