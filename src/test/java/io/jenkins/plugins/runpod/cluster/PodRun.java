package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One pod on the node, from the kubelet's first look to the confirmation that nothing is left of it: the order of its
 * containers, restarts, its deadline, its end. Everything here happens with the node's lock held.
 */
final class PodRun {
    private final ScriptedNode node;
    private final ObjectNode pod;
    private final PodScript script;
    private final List<ContainerRun> inits = new ArrayList<>();
    private final List<ContainerRun> mains = new ArrayList<>();
    private final Map<String, Path> volumes = new LinkedHashMap<>();
    private Optional<Instant> startTime = Optional.empty();
    private Optional<String> endPhase = Optional.empty();
    private String reason = "";
    private String message = "";
    private boolean sandbox;
    private boolean ending;
    private boolean deleting;
    private boolean gone;

    PodRun(ScriptedNode node, ObjectNode pod, PodScript script) {
        this.node = node;
        this.pod = pod;
        this.script = script;
        List<ObjectNode> initSpecs = FakeJson.objects(FakeJson.at(pod, "spec", "initContainers"));
        for (ObjectNode spec : initSpecs) {
            inits.add(new ContainerRun(
                    this, spec, "initContainers", script.stepsOf(FakeJson.text(spec, "name"), true), true));
        }
        for (ObjectNode spec : FakeJson.objects(FakeJson.at(pod, "spec", "containers"))) {
            mains.add(new ContainerRun(
                    this,
                    spec,
                    "containers",
                    script.stepsOf(FakeJson.text(spec, "name"), false),
                    !initSpecs.isEmpty()));
        }
    }

    ScriptedNode node() {
        return node;
    }

    PodScript script() {
        return script;
    }

    String name() {
        return ClusterStore.nameOf(pod);
    }

    String namespace() {
        return FakeJson.text(pod, "metadata", "namespace");
    }

    String uid() {
        return FakeJson.text(pod, "metadata", "uid");
    }

    boolean isGone() {
        return gone;
    }

    /** The kubelet sees the pod for the first time. */
    void begin() {
        step(0);
    }

    private void step(int next) {
        if (next == script.podSteps().size()) {
            look();
            mount();
            return;
        }
        Step.OfPod step = script.podSteps().get(next);
        if (step instanceof Step.KubeletSilent silent) {
            later(silent.duration(), () -> step(next + 1));
        } else if (step instanceof Step.Rejected rejected) {
            fail(rejected.reason(), rejected.message());
            event("Warning", rejected.reason(), rejected.message());
            endPhase = Optional.of("Failed");
            publish();
        } else if (step instanceof Step.Stuck stuck) {
            look();
            stick(stuck, Duration.ZERO, () -> step(next + 1));
        } else {
            step(next + 1); // the scheduler's
        }
    }

    private void look() {
        if (startTime.isEmpty()) {
            startTime = Optional.of(node.now());
            publish();
            JsonNode deadline = FakeJson.at(pod, "spec", "activeDeadlineSeconds");
            if (deadline.isNumber()) {
                later(Duration.ofSeconds(deadline.asLong()), () -> {
                    String text = "Pod was active on the node longer than the specified deadline";
                    event("Normal", "DeadlineExceeded", text);
                    fail("DeadlineExceeded", text);
                    stopAll(grace());
                });
            }
        }
    }

    private void stick(Step.Stuck stuck, Duration passed, Runnable then) {
        if (passed.compareTo(stuck.duration()) >= 0) {
            then.run();
            return;
        }
        event("Warning", stuck.reason(), stuck.message());
        Duration left = stuck.duration().minus(passed);
        Duration wait =
                left.compareTo(node.pace().retry()) < 0 ? left : node.pace().retry();
        later(wait, () -> stick(stuck, passed.plus(wait), then));
    }

    private void mount() {
        try {
            node.specs()
                    .volumes(pod)
                    .forEach((volume, files) ->
                            volumes.put(volume, node.runtime().volume(files)));
        } catch (PodSpecs.MissingException e) {
            event("Warning", "FailedMount", e.getMessage());
            later(node.pace().retry(), this::mount);
            return;
        }
        later(node.pace().sandbox(), () -> {
            sandbox = true;
            nextContainers();
        });
    }

    private void nextContainers() {
        for (ContainerRun init : inits) {
            boolean done = init.isSidecar() ? init.hasStarted() : init.isTerminated() && init.exitCode() == 0;
            if (!done) {
                init.begin();
                return;
            }
        }
        mains.forEach(ContainerRun::begin);
    }

    ContainerRuntime.Spec specOf(ObjectNode container) throws PodSpecs.MissingException {
        return node.specs().of(pod, container, volumes);
    }

    void started(ContainerRun container) {
        if (container.isSidecar()) {
            nextContainers();
        }
    }

    /** Whether the kubelet starts a container again that ended with this code. */
    boolean restarts(ContainerRun container, int code) {
        if (ending || gone) {
            return false;
        }
        String policy = FakeJson.text(pod, "spec", "restartPolicy");
        return container.isSidecar()
                || (policy.equals("Always") && !inits.contains(container))
                || (!policy.equals("Never") && code != 0);
    }

    /** A container has ended for good. */
    void ended(ContainerRun container) {
        if (!ending && inits.contains(container)) {
            if (container.exitCode() == 0) {
                nextContainers();
            } else {
                stopAll(grace());
            }
        } else if (!ending && mains.stream().allMatch(ContainerRun::isTerminated)) {
            stopAll(grace());
        } else if (ending) {
            settleWhenNothingRuns();
        }
    }

    void evict(String why) {
        event("Warning", "Evicted", why);
        if (why.startsWith("The node was low on resource")) {
            Conditions.disrupt(node.store(), node.now(), pod, "TerminationByKubelet", why);
        }
        fail("Evicted", why);
        stopAll(Duration.ZERO);
    }

    void deletedBySomebody() {
        node.store().delete(Resource.PODS, namespace(), name(), ClusterStore.Deletion.PLAIN);
    }

    void preempt() {
        Conditions.disrupt(
                node.store(),
                node.now(),
                pod,
                "PreemptionByScheduler",
                "default-scheduler: preempting to accommodate a higher priority pod");
        node.events().scheduler(pod, "Normal", "Preempted", "Preempting", "Preempted by a pod on node " + node.name());
        deletedBySomebody();
    }

    /** Somebody has deleted the pod, or shortened its grace period. */
    void delete(Duration grace) {
        deleting = true;
        stopAll(grace);
    }

    /** The object is gone, so that there is nobody to report to. */
    void vanish() {
        gone = true;
        all().forEach(container -> container.stop(Duration.ZERO));
    }

    private void fail(String why, String text) {
        reason = why;
        message = text;
    }

    private void stopAll(Duration grace) {
        ending = true;
        for (ContainerRun container : all().toList()) {
            if (container.isRunning()) {
                node.events()
                        .kubelet(
                                pod,
                                container.name(),
                                inits.contains(container) ? "initContainers" : "containers",
                                "Normal",
                                "Killing",
                                "Stopping container " + container.name());
            }
            container.stop(grace);
        }
        settleWhenNothingRuns();
    }

    private void settleWhenNothingRuns() {
        if (all().noneMatch(ContainerRun::isRunning)) {
            later(node.pace().settle(), this::settle);
        }
    }

    private void settle() {
        if (endPhase.isEmpty()) {
            boolean succeeded =
                    reason.isEmpty() && mains.stream().allMatch(each -> each.isTerminated() && each.exitCode() == 0);
            if (deleting && sandbox) {
                all().forEach(ContainerRun::markUnknown);
            }
            endPhase = Optional.of(succeeded ? "Succeeded" : "Failed");
            publish();
        }
        if (deleting) {
            later(node.pace().settle(), this::confirm);
        }
    }

    /** A kubelet that does not reach the API server confirms later. */
    private void confirm() {
        if (!node.isOnline()) {
            later(node.pace().retry(), this::confirm);
            return;
        }
        try {
            node.store().delete(Resource.PODS, namespace(), name(), ClusterStore.Deletion.confirmed(uid()));
        } catch (ApiException e) {
            gone = true; // somebody was faster
        }
    }

    void publish() {
        if (!gone) {
            node.post(this, PodStatus.of(this));
        }
    }

    /** The log of one container; throws the kubelet's refusal when there is none. */
    ContainerLog log(String container, boolean previous) {
        return all().filter(each -> each.name().equals(container))
                .findFirst()
                .orElseThrow()
                .log(previous);
    }

    /** Where a further program can be run in one container; throws the kubelet's refusal when it does not run. */
    FakeExecTarget exec(String container) throws FakeExecRefusal {
        return all().filter(each -> each.name().equals(container))
                .findFirst()
                .orElseThrow()
                .exec();
    }

    void interruptLogs() {
        all().forEach(ContainerRun::interruptLog);
    }

    void event(String container, String list, String type, String what, String text) {
        node.events().kubelet(pod, container, list, type, what, text);
    }

    private void event(String type, String what, String text) {
        event("", "", type, what, text);
    }

    private void later(Duration delay, Runnable what) {
        node.later(delay, () -> {
            if (!gone) {
                what.run();
            }
        });
    }

    private Duration grace() {
        return Duration.ofSeconds(
                FakeJson.at(pod, "spec", "terminationGracePeriodSeconds").asLong());
    }

    private Stream<ContainerRun> all() {
        return Stream.concat(inits.stream(), mains.stream());
    }

    // What the status is made of.

    ObjectNode pod() {
        return pod;
    }

    List<ContainerRun> inits() {
        return inits;
    }

    List<ContainerRun> mains() {
        return mains;
    }

    Optional<Instant> startTime() {
        return startTime;
    }

    boolean hasSandbox() {
        return sandbox && endPhase.isEmpty();
    }

    Optional<String> endPhase() {
        return endPhase;
    }

    String reason() {
        return reason;
    }

    String message() {
        return message;
    }
}
