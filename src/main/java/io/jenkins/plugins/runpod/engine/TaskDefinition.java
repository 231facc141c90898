package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a task was begun as. It is decided once, saved with the first state, and never checked again. A task that goes on
 * after a restart is what it was before, even if the configuration or the checks have changed.
 *
 * @param caller what the caller of the engine needs to go on with the task, such as how its cluster is reached
 */
public record TaskDefinition(TaskSpecification specification, Map<String, String> caller) {
    public TaskDefinition {
        caller = Collections.unmodifiableMap(new TreeMap<>(caller));
    }
}
