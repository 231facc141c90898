package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.log.LogFollower;
import io.jenkins.plugins.runpod.engine.log.TaskOutput;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The logs of the current attempt's containers: the result container's from the machine's command on, the others' that were
 * asked for as soon as they are seen to have started. Confined to the task's serial executor.
 */
final class TaskLogs {
    /** Is told about the logs of the current attempt, on the task's serial executor. */
    interface Listener {
        /** The result container of the pod with this UID has started. */
        void answered(String uid);

        /** Everything that can be had was written. */
        void drained();

        /** Something the user should know. */
        void warn(String line);
    }

    private final PodTask task;
    private final Cluster cluster;
    private final TaskOutput output;
    private final TaskOutput resultOutput;
    private final Executor serial;
    private final Timer timer;
    private final Clock clock;
    private final Listener listener;
    private final Map<String, LogFollower> followers = new HashMap<>();
    private final Set<String> undrained = new HashSet<>();
    private String uid = "";
    private boolean ending;
    private boolean gone;

    TaskLogs(
            PodTask task,
            Cluster cluster,
            TaskOutput output,
            TaskOutput resultOutput,
            Executor serial,
            Timer timer,
            Clock clock,
            Listener listener) {
        this.task = task;
        this.cluster = cluster;
        this.output = output;
        this.resultOutput = resultOutput;
        this.serial = serial;
        this.timer = timer;
        this.clock = clock;
        this.listener = listener;
    }

    void follow(String podName, String podUid) {
        begin(podUid);
        start(podName, task.specification().container(), resultOutput, "");
    }

    void seen(PodSnapshot pod) {
        if (task.specification().logContainers().isEmpty() || pod.uid().isEmpty()) {
            return;
        }
        begin(pod.uid());
        for (ContainerSnapshot container : pod.containers()) {
            if (task.specification().logContainers().contains(container.name()) && container.began()) {
                start(pod.name(), container.name(), output, "[" + container.name() + "] ");
            }
        }
    }

    /** Reads what is left of everything that was followed, then says so. */
    void end(boolean podGone) {
        ending = true;
        gone = podGone;
        followers.values().forEach(follower -> follower.end(podGone));
        reportDrained();
    }

    void close() {
        followers.values().forEach(LogFollower::close);
        followers.clear();
        undrained.clear();
    }

    private void begin(String podUid) {
        if (!podUid.equals(uid)) {
            close();
            uid = podUid;
            ending = false;
        }
    }

    private void start(String podName, String container, TaskOutput into, String prefix) {
        if (followers.containsKey(container)) {
            return;
        }
        LogFollower follower = new LogFollower(
                cluster.kube().log(task.specification().namespace(), podName, container),
                into.stream(uid + "/" + container, prefix),
                serial,
                timer,
                clock,
                new FollowedLog(uid, container));
        followers.put(container, follower);
        undrained.add(container);
        follower.start();
        if (ending) {
            follower.end(gone);
        }
    }

    private void reportDrained() {
        if (ending && undrained.isEmpty()) {
            listener.drained();
        }
    }

    private final class FollowedLog implements LogFollower.Listener {
        private final String ofUid;
        private final String container;

        FollowedLog(String ofUid, String container) {
            this.ofUid = ofUid;
            this.container = container;
        }

        @Override
        public void answered() {
            if (ofUid.equals(uid) && container.equals(task.specification().container())) {
                listener.answered(uid);
            }
        }

        @Override
        public void drained() {
            if (ofUid.equals(uid) && undrained.remove(container)) {
                reportDrained();
            }
        }

        @Override
        public void warn(String line) {
            listener.warn(line);
        }
    }
}
