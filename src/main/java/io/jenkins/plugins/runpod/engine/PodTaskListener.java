package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import java.io.IOException;

/** Is told how a task goes. Called by one engine thread at a time; must not block for long. */
public interface PodTaskListener {
    /** What the task waits for has changed, or its stage. */
    default void changed(TaskView view) {}

    /** The result, after everything that can be had of the log was written. Again after a restart that came too soon to be sure. */
    void finished(TaskResult result);

    /** Nothing is left to do in the cluster; the task is forgotten. */
    default void settled() {}

    /** The task cannot go on, since what was saved of it cannot be read. Nothing was done in the cluster. */
    void unreadable(IOException why);

    /** Whether somebody still waits for the result. Asked now and then, by any thread; must not block. */
    default boolean wanted() {
        return true;
    }
}
