package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import java.util.Optional;

/**
 * What can be told of a running task at a moment.
 *
 * @param diagnosis what its pod's newest state means; empty before the first sight
 */
public record TaskView(TaskState state, Optional<Diagnosis> diagnosis) {}
