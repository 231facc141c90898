package io.jenkins.plugins.runpod.runtime;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.PodTaskListener;
import io.jenkins.plugins.runpod.engine.SavedTask;
import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.history.EndedTask;
import io.jenkins.plugins.runpod.history.EndedTasks;
import io.jenkins.plugins.runpod.history.TaskHistory;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which cluster each task uses, from its beginning until it needs no further cleanup there. Safe for use by many threads. */
final class ClusterUses {
    private final Statistics statistics;
    private final TaskHistory history;
    private final Consumer<EndedTaskListener.Ended> listeners;
    private final Set<ClusterUse> open = ConcurrentHashMap.newKeySet();

    /**
     * @param statistics counts the results
     * @param history keeps a line of each
     * @param listeners are told of each
     */
    ClusterUses(Statistics statistics, TaskHistory history, Consumer<EndedTaskListener.Ended> listeners) {
        this.statistics = statistics;
        this.history = history;
        this.listeners = listeners;
    }

    /**
     * A task begins to use a cluster.
     *
     * @param traceParent as in {@link TaskOrigin}
     * @param tenancy its use of the tenancy
     * @param listener the task's own, which hears everything that the returned one hears
     */
    ClusterUse begin(
            PodTask task,
            String traceParent,
            String cluster,
            SharedCluster shared,
            Kube.Watch tenancy,
            PodTaskListener listener) {
        ClusterUse use = new ClusterUse(task, traceParent, cluster, shared, tenancy, listener);
        open.add(use);
        return use;
    }

    /** The clusters in use, by name. */
    Map<String, SharedCluster> clusters() {
        Map<String, SharedCluster> clusters = new TreeMap<>();
        open.forEach(use -> clusters.put(use.cluster, use.shared));
        return clusters;
    }

    /** The name of the cluster of each task. */
    Map<TaskId, String> names() {
        return open.stream().collect(Collectors.toMap(use -> use.task.id(), use -> use.cluster, (one, other) -> other));
    }

    /** The tasks that no step waits for. */
    Stream<TaskId> unwanted() {
        return open.stream().filter(use -> !use.wanted()).map(use -> use.task.id());
    }

    /** Gives all clusters back. */
    void close() {
        open.forEach(ClusterUse::close);
    }

    /** Gives the cluster back when the task is over. The engine calls it as the listener of that task. */
    final class ClusterUse implements PodTaskListener {
        private final PodTask task;
        private final String traceParent;
        private final String cluster;
        private final SharedCluster shared;
        private final Kube.Watch tenancy;
        private final PodTaskListener listener;
        /** The newest state, or null before the first one. */
        private TaskState state;
        /** Whether the task had its result when it was loaded, so that an earlier process may have kept it. */
        private boolean hadResult;

        private ClusterUse(
                PodTask task,
                String traceParent,
                String cluster,
                SharedCluster shared,
                Kube.Watch tenancy,
                PodTaskListener listener) {
            this.task = task;
            this.traceParent = traceParent;
            this.cluster = cluster;
            this.shared = shared;
            this.tenancy = tenancy;
            this.listener = listener;
        }

        void close() {
            open.remove(this);
            task.secrets().forgetSource();
            tenancy.close();
            shared.close();
        }

        /** The same store, which this looks at when the task is loaded. */
        TaskStore loading(TaskStore store) {
            return new TaskStore() {
                @Override
                public Optional<SavedTask> load() throws IOException {
                    Optional<SavedTask> saved = store.load();
                    hadResult =
                            saved.filter(task -> task.state().result() != null).isPresent();
                    return saved;
                }

                @Override
                public void save(SavedTask task) throws IOException {
                    store.save(task);
                }
            };
        }

        @Override
        public void changed(TaskView view) {
            state = view.state();
            listener.changed(view);
        }

        @Override
        public Optional<String> lastLine(TaskResult result) {
            return listener.lastLine(result);
        }

        @Override
        public void finished(TaskResult result) {
            Instant now = Clock.systemUTC().instant();
            statistics.finished(result, now);
            try {
                listener.finished(result);
            } finally {
                keep(result, now);
            }
        }

        private void keep(TaskResult result, Instant now) {
            String build = task.annotations().getOrDefault(TaskFiles.BUILD_ANNOTATION, "");
            if (hadResult) {
                history.endedAgain(EndedTasks.of(task, build, cluster, state, result, state.latest()));
            } else {
                EndedTask line = EndedTasks.of(task, build, cluster, state, result, now);
                history.ended(line);
                listeners.accept(
                        new EndedTaskListener.Ended(line, task.specification().container(), state, traceParent));
            }
        }

        @Override
        public void settled() {
            close();
            listener.settled();
        }

        @Override
        public void unreadable(IOException why) {
            close();
            listener.unreadable(why);
        }

        @Override
        public boolean wanted() {
            return listener.wanted();
        }
    }
}
