package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.diagnosis.Memory.End;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Running;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Terminated;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How a pod ended, as far as that is seen. An exit code counts if it was first seen while nothing ended the pod from {@link
 * Outside}. Otherwise it says nothing about the task. Pure.
 */
final class Ends {
    /**
     * The kubelet shows exit codes first. Why it ended the pod, and the final phase, follow by seconds, when it is certain
     * that nothing runs ({@code mergePodStatus} in kubernetes/pkg/kubelet/status/status_manager.go).
     */
    private static final Duration PROVISIONAL = Duration.ofSeconds(10);

    /** The container that waits for outputs ends at once when the pod is ended, so while it runs there is less to wait for. */
    private static final Duration PROVISIONAL_BESIDE_HELPER = Duration.ofSeconds(2);

    private Ends() {}

    /** The end that this state shows, together with what was seen before; empty while the pod goes on. */
    static Optional<End> seen(PodSnapshot pod, Optional<ContainerSnapshot> result, Memory memory, Instant now) {
        Optional<End> before = Optional.ofNullable(memory.end());
        Optional<End> known = before.filter(end -> isStill(end, pod))
                .map(end -> ranAfterAll(end, memory))
                .map(end -> probed(end, memory));
        if (known.filter(end -> end.counts() && isFinal(end, pod, now)).isPresent()) {
            return known;
        }
        if (pod.over() || !isRunning(result)) {
            Optional<End> ofPod = PodReasons.end(pod, result, memory);
            if (ofPod.isPresent()) {
                boolean ended = pod.over() || result.filter(Ends::hasEnded).isPresent();
                return ofPod.map(end -> ended ? end : since(end, before, now));
            }
        }
        if (known.isPresent()) {
            return Optional.of(again(known.get(), pod));
        }
        if (pod.over() && before.filter(Ends::isUnseen).isPresent()) {
            return before; // a phase that was final before the container ended says that it was stopped
        }
        if (result.isPresent() && result.get().state() instanceof Terminated ended) {
            return Optional.of(ended(pod, result.get(), ended, memory, now));
        }
        Optional<End> other =
                memory.resultRan() ? ofWhatRan(result, before, now) : beforeTheResult(pod, result, memory, now);
        return other.isEmpty() && pod.over() ? Optional.of(withoutExitCode(pod, memory)) : other;
    }

    /** An end that was seen before, and that was not final then. */
    private static End again(End known, PodSnapshot pod) {
        if (!known.counts()) {
            return known;
        } else if (Outside.isKubelet(pod)
                && !Outside.isCertainlyBefore(Optional.ofNullable(known.end().finishedAt()), pod)) {
            return Outside.afterAll(known, pod);
        }
        return pod.over() ? known.asFinal() : known;
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

    /** Only events tell of a failed probe, and they are read after the end was seen. */
    private static End probed(End known, Memory memory) {
        Integer code = known.end().exitCode();
        boolean killed = memory.probeFailed()
                && memory.resultRan()
                && known.counts()
                && code != null
                && isOfProbe(code)
                && (known.cause() == Cause.EXIT_CODE || known.cause() == Cause.POSSIBLY_OUT_OF_MEMORY);
        return killed
                ? new End(
                        known.verdict(),
                        Cause.PROBE_FAILED,
                        known.message(),
                        known.end(),
                        known.counts(),
                        known.seenMillis())
                : known;
    }

    /** The exit codes of a process that the kubelet stopped: after SIGKILL and SIGTERM. */
    private static boolean isOfProbe(int exitCode) {
        return exitCode == 137 || exitCode == 143;
    }

    /** Whether an end may still turn out to be something else, and until when. */
    static Optional<Instant> provisionalUntil(End end, PodSnapshot pod, Instant now) {
        return pod.over() || isFinal(end, pod, now) ? Optional.empty() : Optional.of(until(end, pod));
    }

    private static boolean isFinal(End end, PodSnapshot pod, Instant now) {
        return end.seenMillis() == 0 || !now.isBefore(until(end, pod));
    }

    private static Instant until(End end, PodSnapshot pod) {
        boolean waits = pod.container(HelperContainers.OUTPUT)
                .filter(helper -> helper.state() instanceof Running)
                .isPresent();
        return Instant.ofEpochMilli(end.seenMillis()).plus(waits ? PROVISIONAL_BESIDE_HELPER : PROVISIONAL);
    }

    /** The same end as before, from when it was first seen, or this one, from now. */
    private static End since(End end, Optional<End> before, Instant now) {
        return before.filter(known -> known.seenMillis() > 0
                        && known.verdict() == end.verdict()
                        && known.cause() == end.cause()
                        && known.end().equals(end.end()))
                .map(known -> end.seenAt(known.seenMillis()))
                .orElseGet(() -> end.seenAt(now.toEpochMilli()));
    }

    private static boolean isUnseen(End end) {
        return end.verdict() == Verdict.OUTCOME_UNKNOWN && end.cause() == Cause.NO_EXIT_CODE;
    }

    private static boolean isRunning(Optional<ContainerSnapshot> result) {
        return result.isPresent() && result.get().state() instanceof Running;
    }

    private static boolean hasEnded(ContainerSnapshot c) {
        return c.state() instanceof Terminated;
    }

    /** Whether the known end is the end of what is now seen of the container, and not of an earlier run of it. */
    private static boolean isStill(End known, PodSnapshot pod) {
        if (known.end().exitCode() == null && known.end().finishedAt() == null) {
            return false;
        }
        Optional<ContainerSnapshot> same = pod.containers().stream()
                .filter(c -> c.name().equals(known.container()))
                .findFirst();
        if (same.isEmpty()) {
            return false;
        }
        ContainerState state = same.get().state();
        if (state instanceof Running running) {
            return running.startedAt().isPresent()
                    ? Objects.equals(
                            known.end().startedAt(), running.startedAt().orElse(null))
                    : same.get().restartCount() == 0;
        }
        if (state instanceof Terminated t && !t.lost()) {
            return Objects.equals(known.end().startedAt(), t.startedAt().orElse(null));
        }
        return !isCrashLoop(state) || known.verdict() == Verdict.SUCCEEDED;
    }

    // --- containers ---------------------------------------------------------------------------------------------

    private static End ended(PodSnapshot pod, ContainerSnapshot c, Terminated t, Memory memory, Instant now) {
        if (t.lost()) {
            Cause cause = Outside.asks(pod) ? Outside.by(pod) : Cause.CONTAINER_STATUS_UNKNOWN;
            return unseen(memory.neverRan(), cause, t.message(), c.name());
        }
        boolean input = c.name().equals(HelperContainers.INPUT);
        if (!Outside.isOwn(t, pod, memory)) {
            return input
                    ? unseen(memory.neverRan(), Outside.by(pod), t.message(), c.name())
                    : Outside.forced(pod, c, t, memory);
        }
        if (t.failedToStart()) {
            Rule rule = FileContainers.start(c, WaitingRules.ofFailedStart(t.message()), t.message());
            return end(ofFailedStart(pod, c, rule, memory), rule.cause(), c, t, now)
                    .asFinal();
        }
        if (input) {
            Rule rule = FileContainers.end(t);
            return end(rule.verdict(), rule.cause(), c, t, now)
                    .saying(FileContainers.words(t))
                    .asFinal();
        }
        boolean failed = t.exitCode() != 0 || c.kind() == ContainerSnapshot.Kind.INIT;
        End end = failed
                ? end(Verdict.TASK_FAILED, failure(c, t, memory), c, t, now)
                : end(Verdict.SUCCEEDED, Cause.COMPLETED, c, t, now);
        return pod.over() || (!failed && !pod.containers().stream().allMatch(Ends::hasEnded)) ? end.asFinal() : end;
    }

    /** Nothing of this container ran. Another one of the pod may have. */
    private static Verdict ofFailedStart(PodSnapshot pod, ContainerSnapshot c, Rule rule, Memory memory) {
        if (rule.verdict() == Verdict.PERMANENT) {
            return Verdict.PERMANENT;
        }
        return Latches.isNothingElseRunning(pod, c, memory) ? Verdict.NEVER_STARTED : Verdict.OUTCOME_UNKNOWN;
    }

    private static Cause failure(ContainerSnapshot c, Terminated t, Memory memory) {
        boolean init = c.kind() == ContainerSnapshot.Kind.INIT;
        if (t.reason().equals("OOMKilled")) {
            return Cause.OOM_KILLED;
        } else if (!init && memory.probeFailed() && isOfProbe(t.exitCode())) {
            return Cause.PROBE_FAILED;
        } else if (t.exitCode() == 137) {
            return Cause.POSSIBLY_OUT_OF_MEMORY;
        }
        return init ? Cause.INIT_CONTAINER_FAILED : Cause.EXIT_CODE;
    }

    private static End end(Verdict verdict, Cause cause, ContainerSnapshot c, Terminated t, Instant now) {
        boolean tells = verdict == Verdict.SUCCEEDED || (verdict == Verdict.TASK_FAILED && t.exitCode() != 0);
        boolean silent = verdict == Verdict.TASK_FAILED
                && t.exitCode() == 0
                && t.message().isBlank();
        ContainerEnd end = ContainerEnd.of(c, t);
        return new End(
                verdict,
                cause,
                silent
                        ? "exit code 0, but one of its processes was killed"
                        : t.message().strip(),
                tells ? end : end.withoutExitCode(),
                true,
                now.toEpochMilli());
    }

    /** An init container that failed, or a container in a crash loop, keeps the result container from ever starting. */
    private static Optional<End> beforeTheResult(
            PodSnapshot pod, Optional<ContainerSnapshot> result, Memory memory, Instant now) {
        for (ContainerSnapshot c : pod.containers()) {
            boolean init = c.kind() == ContainerSnapshot.Kind.INIT;
            boolean sidecar = c.kind() == ContainerSnapshot.Kind.SIDECAR;
            if (init && c.state() instanceof Terminated t && isFailure(t)) {
                End end = ended(pod, c, t, memory, now);
                return Optional.of(t.lost() && !pod.over() ? since(end, Optional.ofNullable(memory.end()), now) : end);
            }
            if ((init || (sidecar && Sidecars.isLastingTrouble(c))) && isCrashLoop(c.state())) {
                return loop(Optional.of(c));
            }
        }
        return loop(result);
    }

    /**
     * Whether the kubelet counts the end of an init container as a failure, so that it starts nothing afterwards ({@code
     * isInitContainerFailed} in kubernetes/pkg/kubelet/kuberuntime/helpers.go). The phase may stay {@code Pending}, because
     * it follows the exit code (kubernetes #116676). For any other container only the exit code counts (kubernetes
     * #116042): a program whose child was killed knows best whether it has failed.
     */
    private static boolean isFailure(Terminated init) {
        return init.exitCode() != 0 || init.reason().equals("OOMKilled");
    }

    /**
     * A container that ran and that the kubelet no longer finds. It shows this as waiting, and the end as the last state
     * ({@code convertToAPIContainerStatuses} in kubernetes/pkg/kubelet/kubelet_pods.go).
     */
    private static Optional<End> ofWhatRan(Optional<ContainerSnapshot> result, Optional<End> before, Instant now) {
        Optional<End> loop = loop(result);
        boolean lost = loop.isEmpty()
                && result.isPresent()
                && result.get().state() instanceof Waiting
                && result.get().lastState() instanceof Terminated last
                && last.lost();
        if (!lost) {
            return loop;
        }
        Terminated last = (Terminated) result.get().lastState();
        End end = unseen(
                false,
                Cause.CONTAINER_STATUS_UNKNOWN,
                last.message(),
                result.get().name());
        return Optional.of(since(end, before, now));
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
                new ContainerEnd(c.name(), t.exitCode() == 0 ? null : t.exitCode(), null, null, null)));
    }

    // --- pods ---------------------------------------------------------------------------------------------------

    private static End withoutExitCode(PodSnapshot pod, Memory memory) {
        boolean neverRan = memory.neverRan() && !pod.phase().equals("Succeeded");
        if (Outside.asks(pod)) {
            String why =
                    pod.disruption().map(d -> d.reason() + ": " + d.message()).orElse(pod.message());
            return unseen(neverRan, Outside.by(pod), why, "");
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
}
