package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.lifecycle.Remarks;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import java.util.Optional;

/**
 * What can be told of a running task at a moment.
 *
 * @param diagnosis what its pod's newest state means, or why it was refused; empty before the first sight
 * @param remarks what else keeps it from going on
 */
public record TaskView(TaskState state, Optional<Diagnosis> diagnosis, Remarks remarks) {}
