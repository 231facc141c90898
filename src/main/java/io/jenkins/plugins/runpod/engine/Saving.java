package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;
import io.jenkins.plugins.runpod.engine.log.PositionStore;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.time.Backoff;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Saves one task. Its turns say how it stands, and its writer how far the logs were written. Each save writes all of it. What nothing
 * depends on yet is saved {@link #SOON}, together with what else has changed until then. Safe for use by many threads. Blocks for
 * disk I/O.
 */
final class Saving {
    private static final Logger LOGGER = Logger.getLogger(Saving.class.getName());
    /** What may be lost if the process ends: it is seen again, or found in the log. The exception is an end whose log is being read. */
    static final Duration SOON = Duration.ofSeconds(5);

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(16));

    private final TaskId id;
    private final TaskStore store;
    private final Timer timer;
    private final Executor turns;
    private final Runnable again;
    private final Part output = new Part();
    private final Part capture = new Part();
    private SavedTask saved;
    private TaskState state;
    private Cancellation soon = () -> {};
    private boolean unsaved;
    private boolean isSoon;
    private int failures;
    private boolean waiting;
    private boolean closed;

    /**
     * @param turns runs what is saved soon
     * @param again is run there when it is time to try once more
     */
    Saving(TaskId id, TaskStore store, Timer timer, Executor turns, Runnable again) {
        this.id = id;
        this.store = store;
        this.timer = timer;
        this.turns = turns;
        this.again = again;
    }

    /** What was saved before. Empty if nothing was. */
    synchronized Optional<SavedTask> load() throws IOException {
        Optional<SavedTask> before = store.load();
        saved = before.orElse(null);
        if (before.isPresent()) {
            state = saved.state();
            output.position = saved.output();
            capture.position = saved.capture();
        }
        return before;
    }

    /** Makes this the task to save from, if nothing was saved before. */
    synchronized void beginWith(TaskState fresh) {
        if (saved == null) {
            state = fresh;
        }
    }

    /** Whether anything was saved. */
    synchronized boolean isBegun() {
        return saved != null;
    }

    /** Whether this is what was saved last, and nothing else is to be saved instead of it. */
    synchronized boolean isSaved(TaskState now) {
        return saved != null && saved.state().equals(now) && now.equals(state);
    }

    /** Where the position in the log is saved. */
    PositionStore output() {
        return output;
    }

    /** Where the position in the captured output is saved. */
    PositionStore capture() {
        return capture;
    }

    /** Whether the state could be saved. If not, it is time to try again later, however much happens until then. */
    synchronized boolean trySave(TaskState now) {
        state = now;
        if (waiting) {
            return false;
        }
        try {
            save();
            failures = 0;
            return true;
        } catch (IOException e) {
            // With its trace once only: on a full disk all tasks come here, again and again.
            LOGGER.log(
                    Level.WARNING,
                    "Cannot save task " + id + ". It waits until its state is saved: " + e,
                    failures == 0 ? e : null);
            unsaved = true;
            waiting = true;
            timer.schedule(BACKOFF.pause(failures++), () -> turns.execute(again));
            return false;
        }
    }

    /** The state is saved soon, or with whatever is saved next. */
    synchronized void note(TaskState now) {
        state = now;
        saveSoon();
    }

    /** The time to try again has come. */
    synchronized void due() {
        waiting = false;
        if (unsaved) {
            saveSoon();
        }
    }

    /** Saves what is not saved yet, if that can be done. Afterwards nothing is saved: another process or engine may go on with the task. */
    synchronized void close() {
        soon.cancel();
        if (unsaved && !waiting && !closed) {
            trySave(state);
        }
        closed = true;
    }

    private void saveSoon() {
        unsaved = true;
        if (!isSoon && !waiting && !closed) {
            isSoon = true;
            soon = timer.schedule(SOON, () -> turns.execute(this::saveNow));
        }
    }

    private synchronized void saveNow() {
        isSoon = false;
        if (unsaved && !closed) {
            trySave(state);
        }
    }

    private void save() throws IOException {
        if (closed) {
            throw new IOException("Task " + id + " no longer runs here");
        }
        SavedTask now = new SavedTask(state, output.position, capture.position);
        store.save(now);
        saved = now;
        unsaved = false;
        soon.cancel();
        isSoon = false;
    }

    /** How far one medium was written. */
    private final class Part implements PositionStore {
        private OutputPosition position = OutputPosition.start();

        @Override
        public void save(OutputPosition next) {
            synchronized (Saving.this) {
                OutputPosition before = position;
                position = next;
                try {
                    Saving.this.save();
                } catch (IOException e) {
                    position = before;
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void note(OutputPosition next) {
            synchronized (Saving.this) {
                position = next;
                saveSoon();
            }
        }

        @Override
        public boolean isSaved(OutputPosition wanted) {
            synchronized (Saving.this) {
                return saved != null && wanted.equals(this == output ? saved.output() : saved.capture());
            }
        }
    }
}
