package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.diagnosis.Memory.PendingCause;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState.Waiting;
import io.jenkins.plugins.runpod.engine.pod.Kueue;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what was last known to keep each container from starting. The kubelet flips between {@code ErrImagePull}, which has the cause,
 * and {@code ImagePullBackOff}, which has none before 1.32; events tell the same, later or not at all. Pure.
 */
final class ContainerProblems {
    private static final String BACK_OFF = "ImagePullBackOff";
    private static final String PULL_ERROR = "ErrImagePull";
    private static final String BACK_OFF_TEXT = "Back-off pulling image ";
    private static final String FAILED_PULL = "Failed to pull image ";
    private static final long APART_MILLIS = 20_000;

    private static final Set<String> PROGRESS = Set.of("", "ContainerCreating", "PodInitializing", "CrashLoopBackOff");
    private static final Set<String> PULLS =
            Set.of(PULL_ERROR, BACK_OFF, "RegistryUnavailable", "SignatureValidationFailed");
    /** In these the container has not been handed to the runtime, so it cannot be running. */
    private static final Set<String> NOT_EVEN_CREATED = Set.of(
            PULL_ERROR,
            BACK_OFF,
            "RegistryUnavailable",
            "SignatureValidationFailed",
            "InvalidImageName",
            "ErrImageNeverPull",
            "ImageInspectError",
            "CreateContainerConfigError");

    private ContainerProblems() {}

    /** Whether this reason keeps nothing from starting: things go on, or the container has run already. */
    static boolean isProgress(Waiting waiting) {
        return PROGRESS.contains(waiting.reason());
    }

    /** Whether a container that waits like this cannot be running, whatever the status has missed. */
    static boolean isProofOfRest(Waiting waiting) {
        return NOT_EVEN_CREATED.contains(waiting.reason());
    }

    /** Whether this keeps a container from being created, whatever its status shows now. */
    static boolean isProofOfRest(PendingCause pending) {
        return NOT_EVEN_CREATED.contains(pending.reason());
    }

    // --- from the status ----------------------------------------------------------------------------------------

    /** What is to be remembered once a container has been seen waiting. */
    static Memory seen(
            Memory memory, ContainerSnapshot container, Waiting waiting, ImageErrorRules rules, Instant now) {
        PendingCause old = memory.pending().get(container.name());
        if (isProgress(waiting)) {
            // A pull's cause outlives this: a restarted kubelet shows ContainerCreating before it pulls again.
            boolean outlives = old == null || (isPull(old) && !container.created());
            return outlives ? memory : memory.withoutPending(container.name());
        }
        if (old != null && shows(waiting, old)) {
            return memory;
        }
        PendingCause seen = BACK_OFF.equals(waiting.reason())
                ? backedOff(old, container, waiting, rules, now.toEpochMilli())
                : failed(old, container, waiting, rules, now.toEpochMilli());
        return memory.withPending(container.name(), seen);
    }

    /** The same state again, or the same cause within another text: nothing new. No pattern is run for it. */
    private static boolean shows(Waiting waiting, PendingCause known) {
        if (!known.reason().equals(waiting.reason())) {
            return false;
        }
        String message = waiting.message();
        return message.equals(known.text())
                || (BACK_OFF.equals(waiting.reason()) && (isBare(message) || carries(message, known.text())));
    }

    private static boolean isBare(String backOff) {
        int quote = BACK_OFF_TEXT.length();
        return backOff.isEmpty()
                || (backOff.startsWith(BACK_OFF_TEXT) && backOff.indexOf('"', quote + 1) == backOff.length() - 1);
    }

    private static boolean carries(String message, String text) {
        return !text.isEmpty() && message.endsWith(text);
    }

    private static PendingCause backedOff(
            PendingCause old, ContainerSnapshot container, Waiting waiting, ImageErrorRules rules, long now) {
        String message = waiting.message();
        if (isBare(message)) {
            return old != null && isPull(old)
                    ? shown(old, BACK_OFF, old.text(), now)
                    : first(Cause.UNKNOWN_PULL_ERROR, Verdict.AMBIGUOUS, BACK_OFF, message, now);
        }
        if (old != null && isPull(old) && carries(message, old.text())) {
            return shown(old, BACK_OFF, old.text(), now);
        }
        // From kubelet 1.32: Back-off pulling image "X": ErrImagePull: <cause>
        int image = message.startsWith(BACK_OFF_TEXT) ? message.indexOf("\": ") : -1;
        String rest = image < 0 ? message : message.substring(image + 3);
        int colon = rest.indexOf(": ");
        String reason = colon > 0 && rest.indexOf(' ') > colon ? rest.substring(0, colon) : "";
        String text = reason.isEmpty() ? rest : rest.substring(colon + 2);
        Rule rule = reason.isEmpty() || reason.equals(PULL_ERROR) || !PULLS.contains(reason)
                ? PullRules.match(text, container.image(), rules)
                : WaitingRules.match(reason, text, rules);
        return told(old, rule, BACK_OFF, text, now);
    }

    private static PendingCause failed(
            PendingCause old, ContainerSnapshot container, Waiting waiting, ImageErrorRules rules, long now) {
        String message = waiting.message();
        if (!PULL_ERROR.equals(waiting.reason())) {
            Rule rule = FileContainers.start(container, WaitingRules.match(waiting.reason(), message, rules), message);
            String text = rule.cause() == Cause.UNKNOWN_REASON && message.isEmpty() ? waiting.reason() : message;
            return told(old, rule, waiting.reason(), text, now);
        }
        if (old != null && isPull(old) && (message.isEmpty() || message.equals(old.text()))) {
            return shown(old, PULL_ERROR, old.text(), now);
        }
        return told(old, PullRules.match(message, container.image(), rules), PULL_ERROR, message, now);
    }

    private static PendingCause told(PendingCause old, Rule rule, String reason, String text, long now) {
        return old != null && old.is(rule) ? shown(old, reason, text, now) : other(old, rule, reason, text, now);
    }

    private static PendingCause first(Cause cause, Verdict verdict, String reason, String text, long now) {
        return PendingCause.first(cause, verdict, reason, text, now, BACK_OFF.equals(reason) ? now : null);
    }

    /**
     * Another cause than before. The node's own limit says nothing about the image: what the registry says before and after it
     * is said by two pulls. The second began after the limit, or the back-off after it, was seen.
     */
    private static PendingCause other(PendingCause old, Rule rule, String reason, String text, long now) {
        PendingCause next = first(rule.cause(), rule.verdict(), reason, text, now);
        if (old == null || !isPull(old)) {
            return next;
        } else if (rule.cause() == Cause.PULL_QPS_EXCEEDED) {
            return next.interrupting(old);
        }
        PendingCause before = old.interrupted();
        if (before == null || !before.is(rule)) {
            return next;
        }
        long limited = old.backedOffMillis() == null ? old.sinceMillis() : old.backedOffMillis();
        boolean agreed = before.agreed() || limited - before.sinceMillis() >= APART_MILLIS;
        return before.shown(reason, text, next.backedOffMillis(), agreed);
    }

    /**
     * The same cause in its next state. An error after a back-off is another pull; it began after that back-off was
     * seen, and the first one had failed when the cause was first seen: so far are the two apart at least. The status
     * lags, so the time at which the error itself was seen says less.
     */
    private static PendingCause shown(PendingCause old, String reason, String text, long now) {
        boolean backOff = BACK_OFF.equals(reason);
        boolean another = !backOff && old.backedOffMillis() != null;
        boolean agreed = old.agreed() || (another && old.backedOffMillis() - old.sinceMillis() >= APART_MILLIS);
        Long backedOff = backOff ? (old.backedOffMillis() == null ? Long.valueOf(now) : old.backedOffMillis()) : null;
        return old.shown(reason, text, backedOff, agreed);
    }

    private static boolean isPull(PendingCause pending) {
        return PULLS.contains(pending.reason());
    }

    // --- from events --------------------------------------------------------------------------------------------

    /** What is to be remembered after these events, in whatever order they came. */
    static Memory told(Memory memory, List<PodEvent> events, ImageErrorRules rules, Instant now) {
        Memory m = memory;
        List<PodEvent> inOrder = events.size() < 2
                ? events
                : events.stream()
                        .sorted(Comparator.comparing((PodEvent e) -> e.last().orElse(Instant.MAX)))
                        .toList();
        for (PodEvent event : inOrder) {
            m = told(m, event, rules, now);
        }
        return m;
    }

    private static Memory told(Memory m, PodEvent event, ImageErrorRules rules, Instant now) {
        return switch (event.reason()) {
            case "Scheduled" -> m.withBound();
            case "Started" ->
                Kueue.isAdmission(event) ? m : pullEnded(mayStart(m.withStarted(event.container()), event), event);
            case "Pulled" -> pullEnded(pulled(m, event), event);
            case "Created" -> setUpEnded(mayStart(m, event), event);
            case "Pulling" -> setUpEnded(m, event);
            case "Failed" -> failedPull(m, event, rules, now.toEpochMilli());
            case "FailedScheduling", "NotTriggerScaleUp", "PodUnschedulable" ->
                unscheduled(m, event, now.toEpochMilli());
            case "FailedMount", "FailedAttachVolume", "FailedMapVolume" ->
                ofPod(m, event, WaitingRules.ofMount(event), now.toEpochMilli());
            case "FailedCreatePodSandBox", "FailedPodSandBoxStatus", "NetworkNotReady" ->
                ofPod(m, event, WaitingRules.ofSandbox(event, rules), now.toEpochMilli());
            case "FailedToRetrieveImagePullSecret" -> m.withPullSecrets(event.message());
            case "Unhealthy" ->
                event.message().startsWith("Liveness probe") || event.message().startsWith("Startup probe")
                        ? probeFailed(m, event)
                        : m;
            case "Evicted" -> PodReasons.evicted(m, event.message());
            case "Killing" -> LastEvents.isForProbe(event) ? probeFailed(m, event) : m;
            default -> m;
        };
    }

    /**
     * Schedulers tell by events why a pod has no node: that of Fargate sets no condition (aws/containers-roadmap #2654).
     * What the autoscaler adds says less than the scheduler's own words.
     */
    private static Memory unscheduled(Memory m, PodEvent event, long now) {
        PendingCause old = m.pending().get(Memory.POD);
        boolean another = old != null && !old.reason().equals(event.reason());
        if (m.bound() || (another && event.reason().equals("NotTriggerScaleUp"))) {
            return m;
        }
        Memory known = another && isNotOlder(event, old) ? m.withoutPending(Memory.POD) : m;
        return ofPod(known, event, Rule.known(Cause.UNSCHEDULABLE, Verdict.WAITING), now);
    }

    /** The probe of a native sidecar says nothing of the task. */
    private static Memory probeFailed(Memory memory, PodEvent event) {
        return memory.sidecars().contains(event.container()) ? memory : memory.withProbeFailed();
    }

    /** Volumes and sandbox come before the pull: the pull ends their causes. */
    private static Memory setUpEnded(Memory memory, PodEvent event) {
        return isNotOlder(event, memory.pending().get(Memory.POD)) ? memory.withoutPending(Memory.POD) : memory;
    }

    /** The pull comes before the start: the start ends its causes, too. */
    private static Memory pullEnded(Memory memory, PodEvent event) {
        Memory m = setUpEnded(memory, event);
        PendingCause pull = event.container().isEmpty() ? null : m.pending().get(event.container());
        return pull != null && isPull(pull) && pull.lastEventMillis() != null && isNotOlder(event, pull)
                ? m.withoutPending(event.container())
                : m;
    }

    /** Each try of {@code CreateContainerConfigError} comes behind this event, so it tells nothing new of those. */
    private static Memory pulled(Memory memory, PodEvent event) {
        PendingCause pull = memory.pending().get(event.container());
        return pull != null && isPull(pull) && isNotOlder(event, pull) ? mayStart(memory, event) : memory;
    }

    /** What the status showed is over: the container may have started since. A native sidecar says nothing of the task. */
    private static Memory mayStart(Memory memory, PodEvent event) {
        return memory.sidecars().contains(event.container()) ? memory : memory.withProof(false);
    }

    private static boolean isNotOlder(PodEvent event, PendingCause pending) {
        return pending != null
                && (pending.lastEventMillis() == null
                        || event.last().isEmpty()
                        || event.last().get().toEpochMilli() >= pending.lastEventMillis());
    }

    private static Memory failedPull(Memory m, PodEvent event, ImageErrorRules rules, long now) {
        String message = event.message();
        int image = message.startsWith(FAILED_PULL) ? message.indexOf("\": ") : -1;
        if (image < 0 || event.container().isEmpty()) {
            return m;
        }
        String name = message.substring(message.indexOf('"') + 1, image);
        String text = message.substring(image + 3);
        PendingCause old = m.pending().get(event.container());
        Rule rule = old != null && old.text().equals(text)
                ? Rule.known(old.cause(), old.verdict())
                : PullRules.match(text, name, rules);
        if (old != null && isPull(old) && old.is(rule)) {
            return m.withPending(event.container(), repeated(old, event));
        }
        boolean news = old == null
                || old.cause() == Cause.UNKNOWN_PULL_ERROR
                || (isPull(old)
                        && old.lastEventMillis() != null
                        && event.last().isPresent()
                        && event.last().get().toEpochMilli() > old.lastEventMillis());
        if (!news) {
            return m;
        }
        String reason = old != null && isPull(old) ? old.reason() : PULL_ERROR;
        return m.withPending(event.container(), repeated(other(old, rule, reason, text, now), event));
    }

    /** The same cause with the event's times; two pulls that the node saw at least 20 s apart agree. */
    private static PendingCause repeated(PendingCause old, PodEvent event) {
        Long first = earlier(old.firstEventMillis(), event.first());
        Long last = later(old.lastEventMillis(), event.last());
        boolean agreed = old.agreed() || (first != null && last != null && last - first >= APART_MILLIS);
        return old.toldByEvents(first, last, agreed);
    }

    private static Memory ofPod(Memory m, PodEvent event, Rule rule, long now) {
        PendingCause old = m.pending().get(Memory.POD);
        // The kubelet sums up on top of the event that has the cause: "unmounted volumes=[v], … timed out waiting for
        // the
        // condition", later "… context deadline exceeded". volumemanager/volume_manager.go
        boolean general = event.message().contains("timed out waiting for the condition")
                || event.message().contains("unmounted volumes=");
        if (old != null && (old.is(rule) || general)) {
            boolean older = !isNotOlder(event, old);
            String text = older || general ? old.text() : event.message();
            PendingCause same = old.shown(old.reason(), text, null, false);
            return m.withPending(Memory.POD, repeated(same, event));
        }
        if (old != null && !isNotOlder(event, old)) {
            return m;
        }
        PendingCause first = first(rule.cause(), rule.verdict(), event.reason(), event.message(), now);
        return m.withPending(Memory.POD, repeated(first, event));
    }

    private static Long earlier(Long known, Optional<Instant> other) {
        return known == null || (other.isPresent() && other.get().toEpochMilli() < known)
                ? other.map(Instant::toEpochMilli).orElse(known)
                : known;
    }

    private static Long later(Long known, Optional<Instant> other) {
        return known == null || (other.isPresent() && other.get().toEpochMilli() > known)
                ? other.map(Instant::toEpochMilli).orElse(known)
                : known;
    }
}
