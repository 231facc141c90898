package io.jenkins.plugins.runpod.step;

import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Says for the views of a Pipeline what a step waits for. A wait has lasted for a few seconds before it is shown, because Pipeline writes
 * a file for each change. So a pod that starts soon costs none. Safe for use by many threads.
 */
final class WaitLabel {
    static final Duration LEAST_WAIT = Duration.ofSeconds(5);

    private final Consumer<Optional<String>> label;
    private final Timer timer;
    private final Executor writer;

    // Guarded by this, and never for long
    private TaskView latest;
    private boolean due;
    private boolean ended;

    /** Held while the label changes. It guards what follows. */
    private final Object writing = new Object();

    /** What the label says, or null before that is known: an earlier process may have shown something. */
    private Optional<String> shown;

    /**
     * @param label shows what the step waits for, or nothing. One thread at a time calls it. It may block
     * @param writer runs the changes of the label
     */
    WaitLabel(Consumer<Optional<String>> label, Timer timer, Executor writer) {
        this.label = label;
        this.timer = timer;
        this.writer = writer;
    }

    /** Returns at once. */
    synchronized void changed(TaskView view) {
        if (ended) {
            return;
        }
        latest = view;
        if (!due) {
            due = true;
            timer.schedule(LEAST_WAIT, () -> writer.execute(this::write));
        }
    }

    /** Removes the label. To be called before the step ends, because nothing removes it afterwards. May block. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        show(Optional.empty());
    }

    private void write() {
        Optional<String> wait;
        synchronized (this) {
            wait = text(latest);
            latest = null;
            due = false;
        }
        show(wait);
    }

    private void show(Optional<String> wait) {
        synchronized (writing) {
            Optional<String> next = wait.filter(text -> !hasEnded());
            if (!next.equals(shown)) {
                shown = next;
                label.accept(next);
            }
        }
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    /** What the task waits for. Only constant texts, because nothing masks a label. */
    private static Optional<String> text(TaskView view) {
        return switch (view.state().stage()) {
            case CREATE, FOLLOW -> view.diagnosis().flatMap(WaitLabel::text);
            case PAUSE -> Optional.of("waits for its next attempt");
            default -> Optional.empty();
        };
    }

    private static Optional<String> text(Diagnosis diagnosis) {
        return diagnosis.verdict() == Verdict.RUNNING || diagnosis.verdict().terminal()
                ? Optional.empty()
                : Cause.named(diagnosis.cause()).map(cause -> "waits (" + cause.id() + "): " + cause.meaning());
    }
}
