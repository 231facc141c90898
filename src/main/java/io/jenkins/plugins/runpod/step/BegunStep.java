package io.jenkins.plugins.runpod.step;

import io.jenkins.plugins.runpod.config.SavedCluster;
import io.jenkins.plugins.runpod.engine.TaskDefinition;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.files.PodOutput;
import io.jenkins.plugins.runpod.files.SavedOutputs;
import io.jenkins.plugins.runpod.runtime.TaskOrigin;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a step needs of its parameters once it was found right. It stands in the task's file, so that the program does not need
 * the parameters any more.
 *
 * @param warnings sentences for the build log, which a step that resumes has already written
 */
record BegunStep(TaskDefinition definition, List<String> warnings) {
    private static final String RETURN_STATUS = "returnStatus";
    private static final String RETURN_STDOUT = "returnStdout";
    private static final String TRACE_PARENT = "traceParent";

    /** @param traceParent as in {@link TaskOrigin} */
    static BegunStep of(TaskPlan plan, RunPodStep step, String traceParent) {
        TaskDefinition definition = plan.definition();
        Map<String, String> caller = new TreeMap<>(definition.caller());
        caller.put(RETURN_STATUS, Boolean.toString(step.isReturnStatus()));
        caller.put(RETURN_STDOUT, Boolean.toString(step.isReturnStdout()));
        if (!traceParent.isEmpty()) {
            caller.put(TRACE_PARENT, traceParent);
        }
        return new BegunStep(new TaskDefinition(definition.specification(), caller), plan.warnings());
    }

    TaskSpecification specification() {
        return definition.specification();
    }

    SavedCluster cluster() {
        return SavedCluster.from(definition.caller());
    }

    /** Empty if an earlier version of run-pod began the task. */
    TaskOrigin origin() {
        Map<String, String> caller = definition.caller();
        return new TaskOrigin(caller.getOrDefault(TaskPlan.FOLDER, ""), caller.getOrDefault(TRACE_PARENT, ""));
    }

    List<PodOutput> outputs() {
        return SavedOutputs.of(definition);
    }

    boolean returnsStatus() {
        return Boolean.parseBoolean(definition.caller().get(RETURN_STATUS));
    }

    boolean returnsStdout() {
        return Boolean.parseBoolean(definition.caller().get(RETURN_STDOUT));
    }
}
