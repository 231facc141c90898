package io.jenkins.plugins.runpod.ui;

import hudson.model.Run;
import io.jenkins.plugins.runpod.step.PodTaskAction;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jenkinsci.plugins.workflow.actions.LogAction;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;

/** Where the log of each task is: that of its step, or of the whole build where there are no steps. Walks the graph of a Pipeline. */
final class StepLogs {
    private StepLogs() {}

    /** Gives the address relative to the context path for a task's id, if it is known. */
    static Function<String, Optional<String>> of(Run<?, ?> run) {
        if (!(run instanceof FlowExecutionOwner.Executable)) {
            return task -> Optional.of(run.getUrl() + "console");
        }
        Map<String, String> logs = steps(run);
        return task -> Optional.ofNullable(logs.get(task));
    }

    private static Map<String, String> steps(Run<?, ?> run) {
        Map<String, String> logs = new ConcurrentHashMap<>();
        if (run instanceof FlowExecutionOwner.Executable pipeline) {
            FlowExecutionOwner owner = pipeline.asFlowExecutionOwner();
            FlowExecution execution = owner == null ? null : owner.getOrNull();
            if (execution != null) {
                new DepthFirstScanner().visitAll(execution.getCurrentHeads(), node -> {
                    PodTaskAction task = node.getPersistentAction(PodTaskAction.class);
                    if (task != null && node.getAction(LogAction.class) != null) {
                        logs.put(task.getTask(), log(run, node));
                    }
                    return true;
                });
            }
        }
        return logs;
    }

    private static String log(Run<?, ?> run, FlowNode node) {
        return run.getUrl() + "execution/node/" + node.getId() + "/log/";
    }
}
