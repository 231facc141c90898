package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;

/**
 * All that is saved of a task, always together, so that the machine's state and what stands in the log never disagree.
 *
 * @param state the machine's state
 * @param output how far the log was written
 */
public record SavedTask(TaskState state, OutputPosition output) {}
