package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.diagnosis.Memory.End;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How a pod ended, as far as that is seen. An exit code counts when it was first seen in a pod that was not being deleted;
 * one that was first seen together with a deletion or disruption says nothing about the task. Pure.
 */
final class Ends {
    /** An eviction's reason follows the exit code by seconds. */
    private static final Duration PROVISIONAL = Duration.ofSeconds(10);
    /** Two clocks, each cut to whole seconds. */
    private static final Duration CERTAINLY_BEFORE = Duration.ofSeconds(5);

    private Ends() {}

    /** The end that this state shows, together with what was seen before; empty while the pod goes on. */
    static Optional<End> seen(PodSnapshot pod, Optional<ContainerSnapshot> result, Memory memory, Instant now) {
        End known = memory.end() != null && isStill(memory.end(), result) ? ranAfterAll(memory.end(), memory) : null;
        if (known != null && known.counts() && (isFinal(known) || isTimeUp(known, now))) {
            return Optional.of(known);
        }
        if (pod.over()) {
            Optional<End> ofPod = PodReasons.end(pod, result, memory);
            if (ofPod.isPresent()) {
                return ofPod;
            }
            if (known != null
                    && known.counts()
                    && terminatedByKubelet(pod)
                    && !isCertainlyBefore(Optional.ofNullable(known.end().finishedAt()), pod)) {
                return Optional.of(evicted(known, pod));
            }
        }
        if (known != null) {
            return Optional.of(known);
        }
        if (result.isPresent() && result.get().state() instanceof Terminated ended) {
            return Optional.of(ended(pod, result.get(), ended, memory, now));
        }
        Optional<End> before = memory.resultRan() ? loop(result) : beforeTheResult(pod, result, memory, now);
        return before.isEmpty() && pod.over() ? Optional.of(withoutExitCode(pod, memory)) : before;
    }

    /** A container that was not started says nothing of one that started later. */
    private static End ranAfterAll(End known, Memory memory) {
        return known.verdict() == Verdict.NEVER_STARTED && memory.ran()
                ? new End(
                        Verdict.OUTCOME_UNKNOWN,
                        known.cause(),
                        known.message(),
                        known.end(),
                        known.counts(),
                        known.seenMillis())
                : known;
    }

    /** Whether an end may still turn out to be something else, and until when. */
    static Optional<Instant> provisionalUntil(End end, PodSnapshot pod, Instant now) {
        boolean provisional = end.counts() && !isFinal(end) && !pod.over() && !isTimeUp(end, now);
        return provisional ? Optional.of(until(end)) : Optional.empty();
    }

    private static boolean isFinal(End end) {
        return end.verdict() != Verdict.TASK_FAILED;
    }

    private static boolean isTimeUp(End end, Instant now) {
        return !now.isBefore(until(end));
    }

    private static Instant until(End end) {
        return Instant.ofEpochMilli(end.seenMillis()).plus(PROVISIONAL);
    }

    private static boolean terminatedByKubelet(PodSnapshot pod) {
        return pod.disruption()
                .map(d -> d.reason().equals("TerminationByKubelet"))
                .orElse(false);
    }

    /** Whether the known end is the end of what is now seen of the container, and not of an earlier run of it. */
    private static boolean isStill(End known, Optional<ContainerSnapshot> result) {
        if (known.end().exitCode() == null && known.end().finishedAt() == null) {
            return false;
        }
        if (result.isEmpty() || !result.get().name().equals(known.container())) {
            return false;
        }
        ContainerState state = result.get().state();
        if (state instanceof Running running) {
            return running.startedAt().isPresent()
                    ? Objects.equals(
                            known.end().startedAt(), running.startedAt().orElse(null))
                    : result.get().restartCount() == 0;
        }
        if (state instanceof Terminated t && !t.lost()) {
            return Objects.equals(known.end().startedAt(), t.startedAt().orElse(null));
        }
        return !isCrashLoop(state) || known.verdict() == Verdict.SUCCEEDED;
    }

    /** The exit code was the eviction's doing. It stays this end: the times tell it from a later run's. */
    private static End evicted(End known, PodSnapshot pod) {
        ContainerEnd seen = known.end().withoutExitCode();
        ContainerEnd end = seen.finishedAt() == null ? seen.finishedAt(Instant.ofEpochMilli(known.seenMillis())) : seen;
        return End.notCounting(Verdict.OUTCOME_UNKNOWN, Cause.EVICTED, pod.message(), end);
    }

    // --- containers ---------------------------------------------------------------------------------------------

    private static End ended(PodSnapshot pod, ContainerSnapshot c, Terminated t, Memory memory, Instant now) {
        if (t.lost()) {
            Cause cause = endedFromOutside(pod) ? endedBy(pod) : Cause.CONTAINER_STATUS_UNKNOWN;
            return unseen(memory.neverRan(), cause, t.message(), c.name());
        }
        if (!isOwn(t, pod)) {
            return forced(pod, c, t, memory);
        }
        if (t.failedToStart()) {
            Rule rule = WaitingRules.ofFailedStart(t.message());
            return end(ofFailedStart(rule, memory), rule.cause(), c, t, now);
        }
        if (t.exitCode() == 0) {
            return end(Verdict.SUCCEEDED, Cause.COMPLETED, c, t, now);
        }
        return end(Verdict.TASK_FAILED, failure(c, t, memory), c, t, now);
    }

    /** Nothing of this container ran. Another one of the pod may have. */
    private static Verdict ofFailedStart(Rule rule, Memory memory) {
        if (rule.verdict() == Verdict.PERMANENT) {
            return Verdict.PERMANENT;
        }
        return memory.ran() ? Verdict.OUTCOME_UNKNOWN : Verdict.NEVER_STARTED;
    }

    private static Cause failure(ContainerSnapshot c, Terminated t, Memory memory) {
        if (t.reason().equals("OOMKilled")) {
            return Cause.OOM_KILLED;
        } else if (c.kind() == ContainerSnapshot.Kind.INIT) {
            return Cause.INIT_CONTAINER_FAILED;
        } else if (memory.probeFailed() && (t.exitCode() == 137 || t.exitCode() == 143)) {
            return Cause.PROBE_FAILED;
        }
        return t.exitCode() == 137 ? Cause.POSSIBLY_OUT_OF_MEMORY : Cause.EXIT_CODE;
    }

    private static boolean isOwn(Terminated t, PodSnapshot pod) {
        if (!endedFromOutside(pod)) {
            return true;
        }
        return isCertainlyBefore(t.finishedAt(), pod);
    }

    /** Whether the container had finished before anybody asked for the deletion, as far as two clocks can tell. */
    private static boolean isCertainlyBefore(Optional<Instant> finishedAt, PodSnapshot pod) {
        Optional<Instant> asked = pod.deletionAsked();
        return asked.isPresent()
                && finishedAt.isPresent()
                && !finishedAt.get().plus(CERTAINLY_BEFORE).isAfter(asked.get());
    }

    private static End forced(PodSnapshot pod, ContainerSnapshot c, Terminated t, Memory memory) {
        if (t.failedToStart()) {
            return unseen(!memory.ran(), endedBy(pod), t.message(), c.name());
        }
        String message = "it ended with exit code " + t.exitCode() + " while it was being stopped from outside"
                + pod.disruption().map(d -> " (" + d.reason() + ")").orElse("");
        ContainerEnd end = ContainerEnd.of(c.name(), t).withoutExitCode();
        return End.notCounting(Verdict.OUTCOME_UNKNOWN, endedBy(pod), message, end);
    }

    private static End end(Verdict verdict, Cause cause, ContainerSnapshot c, Terminated t, Instant now) {
        boolean ran = verdict == Verdict.SUCCEEDED || verdict == Verdict.TASK_FAILED;
        ContainerEnd end = ContainerEnd.of(c.name(), t);
        return new End(
                verdict, cause, t.message().strip(), ran ? end : end.withoutExitCode(), true, now.toEpochMilli());
    }

    /** An init container that failed, or a container in a crash loop, keeps the result container from ever starting. */
    private static Optional<End> beforeTheResult(
            PodSnapshot pod, Optional<ContainerSnapshot> result, Memory memory, Instant now) {
        for (ContainerSnapshot c : pod.containers()) {
            boolean init = c.kind() == ContainerSnapshot.Kind.INIT;
            if (init && c.state() instanceof Terminated t && t.exitCode() != 0 && (!t.lost() || pod.over())) {
                End end = ended(pod, c, t, memory, now);
                End known = memory.end();
                boolean same = known != null
                        && known.end().finishedAt() != null
                        && known.container().equals(end.container())
                        && known.end().finishedAt().equals(end.end().finishedAt());
                return Optional.of(same ? ranAfterAll(known, memory) : end);
            }
            if (c.kind() != ContainerSnapshot.Kind.MAIN && isCrashLoop(c.state())) {
                return loop(Optional.of(c));
            }
        }
        return loop(result);
    }

    private static boolean isCrashLoop(ContainerState state) {
        return state instanceof Waiting w && w.reason().equals("CrashLoopBackOff");
    }

    private static Optional<End> loop(Optional<ContainerSnapshot> container) {
        if (container.isEmpty() || !isCrashLoop(container.get().state())) {
            return Optional.empty();
        }
        ContainerSnapshot c = container.get();
        String message = ((Waiting) c.state()).message();
        if (!(c.lastState() instanceof Terminated t)) {
            return Optional.of(End.notCounting(
                    Verdict.TASK_FAILED, Cause.CRASH_LOOP_BACK_OFF, message, ContainerEnd.unseen(c.name())));
        }
        if (t.failedToStart()) {
            Rule rule = WaitingRules.ofFailedStart(t.message());
            // The kubelet starts it again, which helps unless the container itself is wrong.
            return rule.verdict() == Verdict.PERMANENT
                    ? Optional.of(End.notCounting(
                            Verdict.PERMANENT, rule.cause(), t.message().strip(), ContainerEnd.unseen(c.name())))
                    : Optional.empty();
        }
        Cause cause = t.reason().equals("OOMKilled") ? Cause.OOM_KILLED : Cause.CRASH_LOOP_BACK_OFF;
        return Optional.of(End.notCounting(
                Verdict.TASK_FAILED,
                cause,
                message,
                new ContainerEnd(c.name(), t.exitCode() == 0 ? null : t.exitCode(), null, null)));
    }

    // --- pods ---------------------------------------------------------------------------------------------------

    private static End withoutExitCode(PodSnapshot pod, Memory memory) {
        boolean neverRan = memory.neverRan() && !pod.phase().equals("Succeeded");
        if (endedFromOutside(pod)) {
            String why =
                    pod.disruption().map(d -> d.reason() + ": " + d.message()).orElse(pod.message());
            return unseen(neverRan, endedBy(pod), why, "");
        }
        String said = pod.reason() + (pod.reason().isEmpty() || pod.message().isEmpty() ? "" : ": ") + pod.message();
        return unseen(neverRan, Cause.NO_EXIT_CODE, said.strip(), "");
    }

    /** An end that was not seen: safe to run again only if it is certain that nothing ran. */
    static End unseen(boolean neverRan, Cause cause, String message, String container) {
        return End.notCounting(
                neverRan ? Verdict.NEVER_STARTED : Verdict.OUTCOME_UNKNOWN,
                cause,
                message,
                ContainerEnd.unseen(container));
    }

    private static boolean endedFromOutside(PodSnapshot pod) {
        return pod.deletionTimestamp().isPresent() || pod.disruption().isPresent();
    }

    private static Cause endedBy(PodSnapshot pod) {
        return pod.disruption().isPresent() ? Cause.DISRUPTED : Cause.DELETED_BY_OTHERS;
    }
}
