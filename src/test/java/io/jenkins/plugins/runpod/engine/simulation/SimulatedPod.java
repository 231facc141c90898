package io.jenkins.plugins.runpod.engine.simulation;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.Kueue;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.SnapshotBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One pod: what is true of it, and what its status says, which comes later. */
final class SimulatedPod {
    private static final ContainerState ABSENT = new ContainerState.Absent();

    final String name;
    final String uid;
    final List<PodEvent> events = new ArrayList<>();
    private final SimulatedCluster cluster;
    private final SimulatedTime time;
    private final Dice dice;
    private final SimulatedHistory history;
    private final String namespace;
    private final Map<String, String> labels;
    private final Map<String, String> annotations;
    private final String image;
    final SimulatedHelpers helpers;

    // the truth
    Instant startedAt;
    Instant endedAt;
    int exitCode;
    boolean forced;
    boolean removed;
    boolean admitted;
    private boolean kubeletKnowsDeletion;
    private boolean nodeSilent;

    // what the API shows
    private String version;
    private List<String> gates = List.of();
    private String node = "";
    private String phase = "Pending";
    private String reason = "";
    private String message = "";
    private Instant deletionTimestamp;
    private long deletionGrace;
    private ContainerState state = ABSENT;
    private final Map<String, PodSnapshot.Condition> conditions = new HashMap<>();

    SimulatedPod(
            SimulatedCluster cluster, SimulatedTime time, Dice dice, Pod pod, String uid, SimulatedHistory history) {
        this.cluster = cluster;
        this.time = time;
        this.dice = dice;
        this.history = history;
        this.uid = uid;
        this.name = pod.getMetadata().getName();
        this.namespace = pod.getMetadata().getNamespace();
        this.labels = new HashMap<>(pod.getMetadata().getLabels());
        this.annotations = pod.getMetadata().getAnnotations();
        this.image = pod.getSpec().getContainers().get(0).getImage();
        this.helpers = new SimulatedHelpers(pod, time);
        this.version = cluster.nextVersion();
    }

    /** The label of its task. */
    String task() {
        return labels.get(PodLabels.TASK);
    }

    void live() {
        if (labels.containsKey(Kueue.QUEUE) && history.queued() != null) {
            labels.put(Kueue.MANAGED, "true");
            gates = List.of("kueue.x-k8s.io/admission");
            conditions.put("PodScheduled", new PodSnapshot.Condition("False", "SchedulingGated", "gated"));
            changed();
            time.after(history.queued(), this::admit);
        } else {
            schedule();
        }
        if (history.disturbedAfter() != null && !isPreempted()) {
            time.after(history.disturbedAfter(), this::disturb);
        }
    }

    private boolean isPreempted() {
        return history.disturbance() == SimulatedHistory.Disturbance.PREEMPTED_BY_QUEUE;
    }

    private void admit() {
        if (removed || deletionTimestamp != null) {
            return;
        }
        admitted = true;
        gates = List.of();
        changed();
        Optional<Instant> at = Optional.of(time.instant().truncatedTo(ChronoUnit.SECONDS));
        events.add(new PodEvent("Started", "Admitted by clusterQueue all", uid, "", at, at));
        schedule();
        if (history.disturbedAfter() != null && isPreempted()) {
            time.after(history.disturbedAfter().dividedBy(20), this::disturb); // many before they start
        }
    }

    private void schedule() {
        if (history.unbound() != null) {
            time.after(history.unbound(), this::bind);
        } else {
            conditions.put(
                    "PodScheduled", new PodSnapshot.Condition("False", "Unschedulable", "0/1 nodes are available"));
            changed();
        }
    }

    private void bind() {
        if (removed || deletionTimestamp != null) {
            return;
        }
        node = "node-1";
        conditions.put("PodScheduled", new PodSnapshot.Condition("True", "", ""));
        changed();
        time.after(dice.duration(Duration.ofSeconds(1)), () -> waiting(0));
    }

    private void waiting(int index) {
        if (over() || kubeletKnowsDeletion) {
            return;
        }
        if (index == 0) {
            waits(new ContainerState.Waiting("ContainerCreating", ""));
            changed();
        }
        if (index < history.waits().size()) {
            SimulatedHistory.Wait wait = history.waits().get(index);
            String words = wait.message().replace(SimulatedHistory.IMAGE, image);
            if (wait.reason().equals("ErrImagePull")) {
                tell("Failed", "Failed to pull image \"" + image + "\": " + words);
            }
            report(new ContainerState.Waiting(wait.reason(), words), dice.duration(Duration.ofSeconds(1)));
            time.after(wait.length(), () -> waiting(index + 1));
        } else if (history.startable()) {
            time.after(dice.duration(Duration.ofSeconds(2)), helpers.areNeeded() ? this::startInput : this::start);
        }
    }

    /** The images are those of the first container to start. */
    private void waits(ContainerState why) {
        if (helpers.areNeeded()) {
            helpers.waits(why);
            state = new ContainerState.Waiting("PodInitializing", "");
        } else {
            state = why;
        }
    }

    private void startInput() {
        if (over() || kubeletKnowsDeletion) {
            return;
        }
        helpers.startInput();
        reportHelpers();
        if (dice.chance(0.02)) { // the image lacks a tool, or its user cannot write
            helpers.endInput(dice.pick(List.of(80, 81, 127)));
            time.after(history.lag(), this::failToInitialize);
        } else if (!helpers.awaitInputs()) {
            helpers.endInput(0);
            inputHasEnded();
        }
    }

    private void failToInitialize() {
        if (!over() && !nodeSilent) {
            phase = "Failed";
            helpers.report();
            changed();
        }
    }

    private void inputHasEnded() {
        reportHelpers();
        time.after(dice.duration(Duration.ofSeconds(2)), this::start);
    }

    private void reportHelpers() {
        time.after(history.lag(), () -> {
            if (!nodeSilent && !removed) {
                helpers.report();
                changed();
            }
        });
    }

    /** A command in a helper container has had its effect. */
    void worked() {
        boolean held = helpers.holdBack();
        if (!helpers.settle()) {
            return;
        } else if (held) {
            inputHasEnded();
        } else {
            time.after(history.lag().dividedBy(2), this::reportEnd);
        }
    }

    /** Whether a command can run in a helper container. */
    boolean takesCommands(String container) {
        return !nodeSilent && !removed && helpers.runs(container);
    }

    private void start() {
        if (over() || kubeletKnowsDeletion) {
            return;
        }
        startedAt = time.instant();
        cluster.started(this);
        helpers.startOutput();
        time.after(dice.duration(Duration.ofSeconds(1)), () -> tell("Started", "Started container main"));
        Instant started = startedAt;
        time.after(history.lag(), () -> {
            if (endedAt == null && !nodeSilent && !removed) {
                helpers.report();
                state = new ContainerState.Running(Optional.of(started.truncatedTo(ChronoUnit.SECONDS)));
                phase = "Running";
                conditions.put("ContainersReady", new PodSnapshot.Condition("True", "", ""));
                conditions.put("Ready", new PodSnapshot.Condition("True", "", ""));
                changed();
            }
        });
        if (history.run() != null) {
            time.after(history.run(), () -> end(history.exitCode(), false));
        }
    }

    private void end(int code, boolean byForce) {
        if (startedAt == null || endedAt != null) {
            return;
        }
        endedAt = time.instant();
        SimulatedFiles.write(this, dice);
        exitCode = code;
        forced = byForce;
        time.after(history.lag().dividedBy(2), this::reportEnd);
    }

    private void reportEnd() {
        if (nodeSilent || removed || endedAt == null) {
            return;
        }
        helpers.report();
        state = new ContainerState.Terminated(
                exitCode,
                exitCode == 0 ? "Completed" : "Error",
                "",
                Optional.of(startedAt.truncatedTo(ChronoUnit.SECONDS)),
                Optional.of(endedAt.truncatedTo(ChronoUnit.SECONDS)));
        if (!helpers.isShownUp() || !reason.isEmpty()) {
            phase = exitCode == 0 && reason.isEmpty() ? "Succeeded" : "Failed";
        } else {
            phase = "Running";
        }
        changed();
    }

    private void report(ContainerState next, Duration lag) {
        time.after(lag, () -> {
            if (startedAt == null && !over() && !nodeSilent && (!helpers.areNeeded() || helpers.holdBack())) {
                waits(next);
                changed();
            }
        });
    }

    private void tell(String eventReason, String text) {
        if (!nodeSilent) {
            Optional<Instant> at = Optional.of(time.instant().truncatedTo(ChronoUnit.SECONDS));
            events.add(new PodEvent(eventReason, text, uid, "main", at, at));
        }
    }

    private void disturb() {
        if (over() || removed) {
            return;
        }
        switch (history.disturbance()) {
            case DELETED_BY_SOMEBODY -> delete(30);
            case PREEMPTED_BY_QUEUE -> {
                if (admitted && deletionTimestamp == null) {
                    conditions.put(
                            Kueue.EVICTION,
                            new PodSnapshot.Condition(
                                    "True", "WorkloadEvictedDueToPreempted", "Preempted to make room"));
                    changed();
                    delete(30);
                }
            }
            case EVICTED -> {
                if (node.isEmpty()) {
                    return;
                }
                phase = "Failed";
                reason = "Evicted";
                message = "The node was low on resource: memory.";
                helpers.kill();
                conditions.put("DisruptionTarget", new PodSnapshot.Condition("True", "TerminationByKubelet", ""));
                if (startedAt == null) {
                    state = ABSENT;
                    helpers.report();
                    changed();
                } else { // the kubelet knows what it started, however late its status is otherwise
                    end(dice.chance(0.5) ? 0 : 143, true);
                    reportEnd();
                }
            }
            case NODE_STOPS_REPORTING -> {
                if (node.isEmpty()) {
                    return;
                }
                time.after(Duration.ofSeconds(40), () -> {
                    if (nodeSilent && !removed) {
                        conditions.put("Ready", new PodSnapshot.Condition("False", "NodeNotReady", ""));
                        changed();
                    }
                });
                nodeSilent = true;
                if (dice.chance(0.5)) {
                    time.after(dice.duration(Duration.ofMinutes(20)), this::nodeIsBack);
                }
            }
            case REJECTED -> {
                if (node.isEmpty() || startedAt != null) {
                    return;
                }
                phase = "Failed";
                reason = "OutOfmemory";
                state = ABSENT;
                changed();
            }
        }
    }

    private void nodeIsBack() {
        nodeSilent = false;
        if (removed) {
            return;
        }
        conditions.remove("Ready");
        helpers.report();
        if (endedAt != null) {
            reportEnd();
        } else if (startedAt != null) {
            state = new ContainerState.Running(Optional.of(startedAt.truncatedTo(ChronoUnit.SECONDS)));
            phase = "Running";
        }
        changed();
        if (deletionTimestamp != null) {
            kubeletSeesDeletion();
        }
    }

    private boolean over() {
        return phase.equals("Failed") || phase.equals("Succeeded") || removed;
    }

    /** DELETE as the API server does it. */
    void delete(long grace) {
        if (node.isEmpty() || phase.equals("Failed") && startedAt == null) {
            deletionTimestamp = time.instant().truncatedTo(ChronoUnit.SECONDS);
            letGo();
            return;
        }
        if (deletionTimestamp == null) {
            deletionGrace = grace;
            deletionTimestamp = time.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(grace);
            changed();
            time.after(dice.duration(Duration.ofSeconds(2)), this::kubeletSeesDeletion);
        }
    }

    private void kubeletSeesDeletion() {
        if (nodeSilent || removed) {
            return;
        }
        kubeletKnowsDeletion = true;
        Duration dying =
                startedAt != null && endedAt == null ? dice.duration(Duration.ofSeconds(deletionGrace)) : Duration.ZERO;
        time.after(dying, () -> {
            end(dice.chance(0.5) ? 0 : 143, true);
            helpers.kill();
            time.after(Duration.ofSeconds(10), this::finishDeletion);
        });
    }

    private void finishDeletion() {
        if (nodeSilent || removed) {
            return;
        }
        if (endedAt != null && !(state instanceof ContainerState.Terminated)) {
            reportEnd();
        }
        letGo();
    }

    /** A finalizer of Kueue keeps the object a little longer. */
    private void letGo() {
        if (labels.containsKey(Kueue.MANAGED)) {
            changed();
            time.after(history.finalized(), () -> {
                if (!removed) {
                    remove();
                }
            });
        } else {
            remove();
        }
    }

    private void remove() {
        removed = true;
        version = cluster.nextVersion();
        cluster.removed(this);
    }

    private void changed() {
        version = cluster.nextVersion();
        cluster.changed(this);
    }

    /** Whether a request for the log is answered. */
    boolean logAnswers() {
        return startedAt != null && !nodeSilent && !removed;
    }

    /** Whether its node has stopped reporting. */
    boolean nodeIsSilent() {
        return nodeSilent;
    }

    /** Whether one of its containers runs. */
    boolean goesOn() {
        return !removed
                && ((startedAt != null && endedAt == null) || helpers.isKeptUp() || helpers.holdBack() && !over());
    }

    /** Whether nothing came from outside. */
    boolean isUndisturbed() {
        return history.disturbedAfter() == null && history.finalized().toMinutes() < 5;
    }

    @Override
    public String toString() {
        return name + " " + uid + " started " + startedAt + " ended " + endedAt + " code " + exitCode + " forced "
                + forced + " removed " + removed + " silent " + nodeSilent + " " + history;
    }

    PodSnapshot snapshot() {
        return SnapshotBuilder.aPod()
                .named(namespace, name, uid)
                .version(version)
                .labels(labels)
                .annotations(annotations)
                .gates(gates)
                .node(node)
                .phase(phase)
                .reason(reason)
                .message(message)
                .deletion(Optional.ofNullable(deletionTimestamp), deletionGrace)
                .conditions(conditions)
                .containers(helpers.around(
                        new ContainerSnapshot("main", ContainerSnapshot.Kind.MAIN, image, state, ABSENT, 0)))
                .build();
    }
}
