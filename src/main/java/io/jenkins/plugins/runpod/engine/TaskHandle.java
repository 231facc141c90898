package io.jenkins.plugins.runpod.engine;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A running task. Methods return at once and may be called by any thread. */
public interface TaskHandle {
    /** Which task this is. */
    PodTask task();

    /** How it stands; empty until what was saved of it has been read. */
    Optional<TaskView> view();

    /**
     * Stops the task: the result {@code CANCELLED} is delivered at once, the pod is deleted with its grace period, again and again
     * until it is gone. Without effect after the end.
     */
    void cancel(String why);

    /**
     * Lets go of the task without any effect on the cluster; it can be resumed from what was saved. The stage is complete when
     * nothing more is written or saved here, so that it can be resumed at once.
     */
    CompletionStage<Void> detach();
}
