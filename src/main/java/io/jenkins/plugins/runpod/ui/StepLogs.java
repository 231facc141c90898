package io.jenkins.plugins.runpod.ui;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import hudson.model.Run;
import io.jenkins.plugins.runpod.step.PodTaskAction;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.actions.LogAction;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/**
 * Where the log of each task is: that of its step, or of the whole build where there are no steps. Walks the graph of a Pipeline
 * when a task is new, and then only the part of the graph that is new. What it found stays, because a step keeps its log. It holds
 * ids, no build and no node. Safe for use by many threads.
 */
final class StepLogs {
    private static final Cache<String, StepLogs> KNOWN = CacheBuilder.newBuilder()
            .maximumSize(500)
            .expireAfterAccess(10, TimeUnit.MINUTES)
            .build();

    private final Map<String, String> nodes = new HashMap<>();
    /** Where the walked part of the graph ended last. */
    private Set<String> heads = Set.of();

    /**
     * The addresses of the logs, relative to the context path.
     *
     * @param tasks the ids of tasks. Those whose log is not known yet are not in the answer.
     */
    static Map<String, String> of(Run<?, ?> run, Collection<String> tasks) {
        Map<String, String> logs = new HashMap<>();
        if (!(run instanceof FlowExecutionOwner.Executable pipeline)) {
            tasks.forEach(task -> logs.put(task, run.getUrl() + "console"));
            return logs;
        }
        StepLogs known = KNOWN.asMap().computeIfAbsent(run.getExternalizableId(), build -> new StepLogs());
        known.nodes(pipeline, tasks)
                .forEach((task, node) -> logs.put(task, run.getUrl() + "execution/node/" + node + "/log/"));
        return logs;
    }

    private synchronized Map<String, String> nodes(FlowExecutionOwner.Executable pipeline, Collection<String> tasks) {
        if (!nodes.keySet().containsAll(tasks)) {
            FlowExecutionOwner owner = pipeline.asFlowExecutionOwner();
            FlowExecution execution = owner == null ? null : owner.getOrNull();
            if (execution != null) {
                walk(execution.getCurrentHeads());
            }
        }
        Map<String, String> found = new HashMap<>(nodes);
        found.keySet().retainAll(Set.copyOf(tasks));
        return found;
    }

    /** Each task's step is a head for as long as it runs, so a step that was seen without its log is looked at again. */
    private void walk(Collection<FlowNode> now) {
        walk(now, heads, FlowNode::getId, FlowNode::getParents, node -> {
            PodTaskAction task = node.getPersistentAction(PodTaskAction.class);
            if (task != null && node.getAction(LogAction.class) != null) {
                nodes.put(task.getTask(), node.getId());
            }
        });
        heads = now.stream().map(FlowNode::getId).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Visits each node from the heads back to where the graph was walked before, those nodes included. A graph grows at its heads
     * alone, so what is behind earlier heads is known.
     *
     * @param earlier the ids of the heads of the walk before
     */
    static <N> void walk(
            Collection<N> heads,
            Set<String> earlier,
            Function<N, String> id,
            Function<N, ? extends Collection<N>> parents,
            Consumer<N> visitor) {
        Set<String> visited = new HashSet<>();
        Deque<N> open = new ArrayDeque<>(heads);
        while (!open.isEmpty()) {
            N node = open.poll();
            if (visited.add(id.apply(node))) {
                visitor.accept(node);
                if (!earlier.contains(id.apply(node))) {
                    open.addAll(parents.apply(node));
                }
            }
        }
    }
}
