package io.jenkins.plugins.runpod.step;

import hudson.model.InvisibleAction;
import org.jenkinsci.plugins.workflow.actions.PersistentAction;

/**
 * Records the task of a step on its flow node, so that pages find the log of the task. Immutable. Two of the same task are equal, so a
 * step that is resumed leaves the one of its node as it is. To replace it, the file of the node would be without one for a moment.
 */
public final class PodTaskAction extends InvisibleAction implements PersistentAction {
    private final String task;

    PodTaskAction(String task) {
        this.task = task;
    }

    /** The id of the task. */
    public String getTask() {
        return task;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PodTaskAction action && task.equals(action.task);
    }

    @Override
    public int hashCode() {
        return task.hashCode();
    }
}
