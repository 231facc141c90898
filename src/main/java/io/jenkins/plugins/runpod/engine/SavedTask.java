package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;

/**
 * All that is saved of a task, always together, so that the machine's state and what stands in the log never disagree.
 *
 * @param state the machine's state
 * @param output how far the log was written
 * @param capture how far the captured output was written, if it is wanted as a value; else the start
 */
public record SavedTask(TaskState state, OutputPosition output, OutputPosition capture) {
    public SavedTask {
        output = output == null ? OutputPosition.start() : output;
        capture = capture == null ? OutputPosition.start() : capture;
    }
}
