package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.log.TaskOutput;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import io.jenkins.plugins.runpod.engine.time.SerialExecutor;
import io.jenkins.plugins.runpod.engine.time.SlowThread;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes the status lines of one task and the logs of its containers, in order. A build log may belong to another
 * plugin and take no lines for minutes. So the writer has threads of its own, and the task's turns never wait for it. A
 * log that takes nothing for {@link #LIMIT} no longer holds the task up.
 *
 * <p>Safe for use by many threads. No method waits for the log.
 */
final class TaskWriter {
    /** Is told about the logs of the current attempt, on any thread. */
    interface Listener {
        /** The result container of the pod with this UID has started. */
        void answered(String uid);

        /** Everything that is available was written, or the log takes nothing. Called once after each {@link #end}. */
        void drained();
    }

    /** How long the log may take nothing while the task waits for it. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    /** The same for the last lines of a task that its user has cancelled. */
    static final Duration LIMIT_OF_A_CANCELLED_TASK = Duration.ofSeconds(5);

    private static final Logger LOGGER = Logger.getLogger(TaskWriter.class.getName());

    private final PodTask task;
    private final TaskMedia media;
    private final Timer timer;
    private final Clock clock;
    private final Listener listener;
    private final SerialExecutor serial;
    private final TaskOutput output;
    private final TaskLogs logs;

    // Guarded by this object: what the writer has to do, and since when nothing of it was done.
    private int waiting;
    private Instant progress;
    private SlowThread present = SlowThread.none();
    private boolean draining;
    private Cancellation check = () -> {};

    /** Used by the writer's threads alone. */
    private boolean closed;

    TaskWriter(
            PodTask task,
            Cluster cluster,
            TaskMedia media,
            SavedTask before,
            Saving saving,
            Executor threads,
            Timer timer,
            Clock clock,
            Listener listener) {
        this.task = task;
        this.media = media;
        this.timer = timer;
        this.clock = clock;
        this.listener = listener;
        this.serial = new SerialExecutor(threads);
        this.progress = clock.instant();
        this.output = new TaskOutput(media.log(), before.output(), saving.output());
        TaskOutput result = media.capture()
                .map(capture -> new TaskOutput(capture, before.capture(), saving.capture()))
                .orElse(output);
        this.logs = new TaskLogs(task, cluster, output, result, this::execute, timer, clock, new Logs());
    }

    /** Writes a status line. After {@link #close} it goes to the log of this process. */
    void say(String line) {
        if (media.status().isPresent()) {
            media.status().get().accept(line);
        } else {
            execute(() -> write(line));
        }
    }

    private void write(String line) {
        if (closed) {
            LOGGER.log(Level.INFO, "{0}: {1}", new Object[] {task.id(), line});
        } else {
            output.say(media.mark() + line);
        }
    }

    /** Follows the log of the result container. */
    void follow(String podName, String podUid) {
        execute(() -> {
            if (!closed) {
                logs.follow(podName, podUid);
            }
        });
    }

    /** Follows the logs of other containers that were asked for and have started. */
    void seen(PodSnapshot pod) {
        if (!task.specification().logContainers().isEmpty()) {
            execute(() -> {
                if (!closed) {
                    logs.seen(pod);
                }
            });
        }
    }

    /** Reads what is left of everything that was followed, then says so. */
    void end(boolean podGone) {
        synchronized (this) {
            draining = true;
        }
        execute(() -> logs.end(podGone));
        checkLater();
    }

    private synchronized void checkLater() {
        check.cancel();
        check = draining && isLimited() ? timer.schedule(LIMIT, this::checkDrained) : () -> {};
    }

    private void checkDrained() {
        Optional<String> stalled = stalled(LIMIT);
        if (stalled.isPresent()) {
            drained(stalled.get() + " The task goes on without the rest of its log.");
        } else {
            checkLater();
        }
    }

    private void drained(String warning) {
        synchronized (this) {
            if (!draining) {
                return;
            }
            draining = false;
            check.cancel();
        }
        if (!warning.isEmpty()) {
            LOGGER.log(Level.WARNING, "{0}: {1}", new Object[] {task.id(), warning});
        }
        listener.drained();
    }

    /**
     * Writes what was received as whole lines, and nothing afterwards. Idempotent.
     *
     * @param limit how long the log may take nothing
     * @return completes when that is done, or when the log takes nothing
     */
    CompletionStage<Void> close(Duration limit) {
        synchronized (this) {
            draining = false;
            check.cancel();
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> {
            closed = true;
            logs.close();
            done.complete(null);
        });
        if (isLimited()) {
            checkClosed(done, limit);
        }
        return done;
    }

    private void checkClosed(CompletableFuture<Void> done, Duration limit) {
        Optional<String> stalled = stalled(limit);
        if (done.isDone()) {
            return;
        } else if (stalled.isPresent()) {
            LOGGER.log(
                    Level.WARNING, "{0}: {1} Its last lines may be missing.", new Object[] {task.id(), stalled.get()});
            done.complete(null);
        } else {
            Cancellation alarm = timer.schedule(limit, () -> checkClosed(done, limit));
            done.thenRun(alarm::cancel);
        }
    }

    /** A log that waits for nobody else is waited for: a full pipe on the command line, for example. */
    private boolean isLimited() {
        return media.writers().isPresent();
    }

    /** A sentence that names what holds the log up, if it has taken nothing for so long. */
    synchronized Optional<String> stalled(Duration limit) {
        Duration silence = Duration.between(progress, clock.instant());
        return waiting == 0 || silence.compareTo(limit) < 0
                ? Optional.empty()
                : Optional.of("The log has taken no line for " + Durations.format(silence) + present.place() + ".");
    }

    private void execute(Runnable action) {
        synchronized (this) {
            if (waiting++ == 0) {
                progress = clock.instant();
            }
        }
        serial.execute(() -> {
            begun();
            try {
                action.run();
            } finally {
                over();
            }
        });
    }

    private synchronized void begun() {
        present = SlowThread.current();
    }

    private synchronized void over() {
        waiting--;
        progress = clock.instant();
        present = SlowThread.none();
    }

    private final class Logs implements TaskLogs.Listener {
        @Override
        public void answered(String uid) {
            listener.answered(uid);
        }

        @Override
        public void drained() {
            TaskWriter.this.drained("");
        }

        @Override
        public void warn(String line) {
            if (media.status().isPresent()) {
                media.status().get().accept(line);
            } else {
                write(line);
            }
        }
    }
}
