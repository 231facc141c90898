package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Runs pod tasks. Holds no thread for any of them: events, timers and answers each give a task a short turn on the workers. Safe
 * for use by many threads; no method blocks.
 */
public final class PodTaskEngine implements AutoCloseable {
    private final Clock clock;
    private final Timer timer;
    private final Executor workers;
    private final Admission admission;
    private final Map<TaskId, RunningTask> tasks = new ConcurrentHashMap<>();

    /**
     * @param workers runs the tasks' turns, which include small disk writes; a fixed pool
     * @param admission when a pod may be created
     */
    public PodTaskEngine(Clock clock, Timer timer, Executor workers, Admission admission) {
        this.clock = clock;
        this.timer = timer;
        this.workers = workers;
        this.admission = admission;
    }

    /**
     * Starts a task, or goes on with one: what was saved of it decides which. No request leaves before the state that
     * intends it is saved.
     *
     * @throws IllegalStateException if the task runs here already
     */
    public TaskHandle run(
            PodTask task, Cluster cluster, TaskStore store, TaskMedia media, PodTaskListener listener) {
        RunningTask running = new RunningTask(
                task, cluster, admission, store, media, listener, clock, timer, workers, r -> tasks.remove(task.id(), r));
        if (tasks.putIfAbsent(task.id(), running) != null) {
            throw new IllegalStateException("task " + task.id() + " runs already");
        }
        running.begin();
        return running;
    }

    /** The task with this id if it runs here. */
    public Optional<TaskHandle> find(TaskId id) {
        return Optional.ofNullable(tasks.get(id));
    }

    /** All tasks that run here. */
    public Collection<TaskHandle> tasks() {
        return List.copyOf(tasks.values());
    }

    /** Lets go of all tasks, without any effect on a cluster. */
    @Override
    public void close() {
        tasks.values().forEach(RunningTask::detach);
        tasks.clear();
    }
}
