package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;

/**
 * Everything that is saved of a task. It is saved as a whole, so that the machine's state and the log never disagree.
 *
 * @param state the machine's state
 * @param output how much of the log was written
 * @param capture how much of the captured output was written, or the start if no output is captured
 */
public record SavedTask(TaskState state, OutputPosition output, OutputPosition capture) {
    public SavedTask {
        output = output == null ? OutputPosition.start() : output;
        capture = capture == null ? OutputPosition.start() : capture;
    }
}
