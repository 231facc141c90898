package io.jenkins.plugins.runpod.step;

import hudson.model.InvisibleAction;
import org.jenkinsci.plugins.workflow.actions.PersistentAction;

/** Records the task of a step on its flow node, so that pages find the log of the task. Immutable. */
public final class PodTaskAction extends InvisibleAction implements PersistentAction {
    private final String task;

    PodTaskAction(String task) {
        this.task = task;
    }

    /** The id of the task. */
    public String getTask() {
        return task;
    }
}
