package io.jenkins.plugins.runpod.engine;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A running task. Any thread may call its methods, which return at once. */
public interface TaskHandle {
    /** The task itself. */
    PodTask task();

    /** The present state of the task. Empty until its saved state has been read. */
    Optional<TaskView> view();

    /**
     * Stops the task. The engine delivers the result {@code CANCELLED} at once and deletes the pod with its grace
     * period, with retries until the pod is gone. No effect after the end of the task.
     */
    void cancel(String why);

    /**
     * Detaches from the task without any effect on the cluster. The saved task can be resumed. The stage completes when
     * nothing more is written or saved here, so that the task can be resumed at once.
     */
    CompletionStage<Void> detach();
}
