package io.jenkins.plugins.runpod.ui;

import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All running tasks as they were at one moment, most urgent first. One walk over the tasks makes it, whatever is asked of it
 * afterwards. Safe for use by many threads.
 */
final class RunningTasks {
    private final List<TaskSummary> tasks;
    private final Map<String, TaskHandle> handles;
    private final Map<String, Integer> sizes;
    private final Instant now;

    private RunningTasks(
            List<TaskSummary> tasks, Map<String, TaskHandle> handles, Map<String, Integer> sizes, Instant now) {
        this.tasks = tasks;
        this.handles = handles;
        this.sizes = sizes;
        this.now = now;
    }

    /** @param clusters the name of the cluster of each task */
    static RunningTasks of(Collection<TaskHandle> running, Map<TaskId, String> clusters, Instant now) {
        List<TaskSummary> tasks = new ArrayList<>(running.size());
        Map<String, TaskHandle> handles = new HashMap<>();
        Map<String, Integer> sizes = new HashMap<>();
        for (TaskHandle handle : running) {
            String cluster = clusters.getOrDefault(handle.task().id(), "");
            TaskSummary task = TaskSummary.of(handle, TaskSummary.build(handle), cluster, now);
            tasks.add(task);
            handles.put(task.id(), handle);
            sizes.merge(cluster, 1, Integer::sum);
        }
        tasks.sort(TaskSummary.BY_URGENCY);
        return new RunningTasks(tasks, handles, sizes, now);
    }

    Instant now() {
        return now;
    }

    /** How many there are. */
    int size() {
        return tasks.size();
    }

    /** How many there are in each cluster. */
    Map<String, Integer> clusters() {
        return sizes;
    }

    TaskSelection select(TaskQuery query) {
        return TaskSelection.of(tasks, query);
    }

    /** All about one of them. */
    TaskReport report(TaskSummary task) {
        return TaskReports.running(handles.get(task.id()), now);
    }
}
