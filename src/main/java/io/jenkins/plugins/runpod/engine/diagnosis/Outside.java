package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.diagnosis.Memory.End;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory.Stop;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.Kueue;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What ends a pod from outside, so that an exit code says nothing about the task: a deletion, a disruption, or the reason
 * of the whole pod. The phase says nothing about it: kubelet 1.22 leaves it at {@code Running} (kubernetes #104531), and
 * later ones make it {@code Succeeded} (kubernetes #118310). Pure.
 */
final class Outside {
    /** Two clocks, each cut to whole seconds. */
    private static final Duration CERTAINLY_BEFORE = Duration.ofSeconds(5);

    private Outside() {}

    /** Whether something ends this pod that is not the end of its containers. */
    static boolean ends(PodSnapshot pod, Memory memory) {
        return asks(pod) || PodReasons.stop(pod, memory).isPresent();
    }

    /** Whether somebody has asked for the end of this pod: a deletion, or a disruption. */
    static boolean asks(PodSnapshot pod) {
        return pod.deletionTimestamp().isPresent() || pod.disruption().isPresent();
    }

    /** In which words a component asks for the end of this pod. May be empty. */
    static String words(PodSnapshot pod) {
        return pod.disruption()
                .map(c -> c.reason() + (c.message().isEmpty() ? "" : ": " + c.message()))
                .orElse("");
    }

    /** What ends it. The kubelet's condition tells why in words only. */
    static Cause by(PodSnapshot pod) {
        Optional<Condition> queue = Kueue.eviction(pod);
        if (queue.isPresent()) {
            return Kueue.isPreemption(queue.get()) ? Cause.PREEMPTED_BY_QUEUE : Cause.EVICTED_BY_QUEUE;
        }
        if (pod.disruption().isEmpty() && pod.deletionTimestamp().isPresent()) {
            return Cause.DELETED_BY_OTHERS;
        }
        String why = isKubelet(pod) ? pod.disruption().orElseThrow().message() : "";
        return why.contains("node shutdown")
                ? Cause.NODE_SHUTDOWN
                : why.startsWith("The node was low on")
                        ? Cause.EVICTED
                        : why.startsWith("Pod was preempted") ? Cause.PREEMPTED : Cause.DISRUPTED;
    }

    /** A queue evicts a pod by a deletion, and what it said is in no later state of a pod that is gone. */
    static Memory remembered(PodSnapshot pod, Memory memory) {
        return Kueue.eviction(pod)
                .map(said -> memory.withStop(new Stop(by(pod).id(), said.message())))
                .orElse(memory);
    }

    /** The queue's reason for the end, if it said one. */
    static Optional<Cause> queue(Memory memory) {
        return Stream.of(Cause.PREEMPTED_BY_QUEUE, Cause.EVICTED_BY_QUEUE)
                .filter(cause -> memory.stop() != null && memory.stop().reason().equals(cause.id()))
                .findFirst();
    }

    /** Whether the kubelet itself ends it. It says so only after the containers have ended. */
    static boolean isKubelet(PodSnapshot pod) {
        return pod.disruption()
                .map(d -> d.reason().equals("TerminationByKubelet"))
                .orElse(false);
    }

    /** Whether an exit code is the container's own. */
    static boolean isOwn(Terminated t, PodSnapshot pod, Memory memory) {
        return !ends(pod, memory) || isCertainlyBefore(t.finishedAt(), pod);
    }

    /** Whether the container had finished before anybody asked for the deletion, as far as two clocks can tell. */
    static boolean isCertainlyBefore(Optional<Instant> finishedAt, PodSnapshot pod) {
        Optional<Instant> asked = pod.deletionAsked();
        return asked.isPresent()
                && finishedAt.isPresent()
                && !finishedAt.get().plus(CERTAINLY_BEFORE).isAfter(asked.get());
    }

    /** The end of a container that was stopped. */
    static End forced(PodSnapshot pod, ContainerSnapshot c, Terminated t, Memory memory) {
        if (t.failedToStart()) {
            return Ends.unseen(Latches.isNothingElseRunning(pod, c, memory), by(pod), t.message(), c.name());
        }
        String why = pod.disruption()
                .map(Condition::reason)
                .or(() -> PodReasons.stop(pod, memory).map(Stop::reason))
                .map(reason -> " (" + reason + ")")
                .orElse("");
        return End.notCounting(
                Verdict.OUTCOME_UNKNOWN,
                by(pod),
                "it ended with exit code " + t.exitCode() + " while it was being stopped from outside" + why,
                ContainerEnd.of(c, t).withoutExitCode());
    }

    /** The exit code that was seen was the kubelet's doing. It stays this end: the times tell it from a later run's. */
    static End afterAll(End known, PodSnapshot pod) {
        ContainerEnd seen = known.end().withoutExitCode();
        ContainerEnd end = seen.finishedAt() == null ? seen.finishedAt(Instant.ofEpochMilli(known.seenMillis())) : seen;
        String message = pod.message().isEmpty()
                ? pod.disruption().map(Condition::message).orElse("")
                : pod.message();
        return End.notCounting(Verdict.OUTCOME_UNKNOWN, by(pod), message, end);
    }
}
