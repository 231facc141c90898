package io.jenkins.plugins.runpod.engine.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.jenkins.plugins.runpod.engine.text.Excerpt;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A pod, reduced to the fields that the engine needs. Texts are never null. Absent texts are empty.
 *
 * @param labels those of run-pod and of Kueue
 * @param annotations those of run-pod
 * @param gates the names of its scheduling gates
 * @param deletionGrace in seconds, or 0 if unknown
 * @param conditions from type to condition
 * @param containers the init containers, then the main containers, in the order of the spec
 */
public record PodSnapshot(
        String namespace,
        String name,
        String uid,
        String resourceVersion,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<String> gates,
        String nodeName,
        String phase,
        String reason,
        String message,
        Optional<Instant> deletionTimestamp,
        long deletionGrace,
        Map<String, Condition> conditions,
        List<ContainerSnapshot> containers) {

    /**
     * Whether this state is older than the other one. In a real API server the resource versions of one kind grow. If
     * they are not numbers, the order is unknown and this is false.
     */
    public boolean isOlderThan(PodSnapshot other) {
        String one = resourceVersion;
        String two = other.resourceVersion;
        return isNumber(one)
                && isNumber(two)
                && (one.length() == two.length() ? one.compareTo(two) < 0 : one.length() < two.length());
    }

    private static boolean isNumber(String version) {
        return !version.isEmpty() && version.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A pod condition. */
    public record Condition(String status, String reason, String message) {
        public boolean is(String expected) {
            return status.equals(expected);
        }
    }

    /**
     * Longer messages are cut, because they reach logs, pages and saved files. What a container says is not: the kubelet
     * keeps 4 KiB of it (kubernetes {@code pkg/kubelet/container/runtime.go}).
     */
    private static final int LONGEST_MESSAGE = 4096;

    /** A reason is a word. */
    private static final int LONGEST_REASON = 256;

    private static final long LONGEST_GRACE = 366L * 24 * 3600;
    /** Later times than this mean no time, and their milliseconds could overflow. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    public PodSnapshot {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        gates = List.copyOf(gates);
        conditions = Map.copyOf(conditions);
        containers = List.copyOf(containers);
    }

    /**
     * This pod with changed messages.
     *
     * @param words changes a message about the pod
     * @param states changes a message about a container
     */
    public PodSnapshot withMessages(UnaryOperator<String> words, UnaryOperator<ContainerState> states) {
        Map<String, Condition> changed = new HashMap<>();
        conditions.forEach(
                (type, is) -> changed.put(type, new Condition(is.status(), is.reason(), words.apply(is.message()))));
        return new PodSnapshot(
                namespace,
                name,
                uid,
                resourceVersion,
                labels,
                annotations,
                gates,
                nodeName,
                phase,
                reason,
                words.apply(message),
                deletionTimestamp,
                deletionGrace,
                changed,
                containers.stream().map(c -> c.withStates(states)).toList());
    }

    /** Reads a pod. Missing fields become empty. */
    public static PodSnapshot of(Pod pod) {
        ObjectMeta meta = Objects.requireNonNullElseGet(pod.getMetadata(), ObjectMeta::new);
        PodSpec spec = Objects.requireNonNullElseGet(pod.getSpec(), PodSpec::new);
        PodStatus status = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
        Map<String, Condition> conditions = new HashMap<>();
        for (PodCondition c : present(status.getConditions())) {
            conditions.put(
                    common(c.getType()),
                    new Condition(common(c.getStatus()), reason(c.getReason()), message(c.getMessage())));
        }
        return new PodSnapshot(
                common(meta.getNamespace()),
                text(meta.getName()),
                text(meta.getUid()),
                text(meta.getResourceVersion()),
                own(meta.getLabels()),
                own(meta.getAnnotations()),
                present(spec.getSchedulingGates()).stream()
                        .map(gate -> common(gate.getName()))
                        .toList(),
                common(spec.getNodeName()),
                common(status.getPhase()),
                reason(status.getReason()),
                message(status.getMessage()),
                instant(meta.getDeletionTimestamp()),
                grace(meta.getDeletionGracePeriodSeconds()),
                conditions,
                containers(spec, status));
    }

    private static List<ContainerSnapshot> containers(PodSpec spec, PodStatus status) {
        Map<String, ContainerStatus> statuses = new HashMap<>();
        present(status.getInitContainerStatuses()).forEach(s -> statuses.put(text(s.getName()), s));
        present(status.getContainerStatuses()).forEach(s -> statuses.put(text(s.getName()), s));
        List<ContainerSnapshot> containers = new ArrayList<>();
        for (Container c : present(spec.getInitContainers())) {
            boolean sidecar = "Always".equals(c.getRestartPolicy());
            containers.add(container(
                    c,
                    sidecar ? ContainerSnapshot.Kind.SIDECAR : ContainerSnapshot.Kind.INIT,
                    statuses.get(text(c.getName()))));
        }
        for (Container c : present(spec.getContainers())) {
            boolean helper = text(c.getName()).equals(HelperContainers.OUTPUT);
            containers.add(container(
                    c,
                    helper ? ContainerSnapshot.Kind.HELPER : ContainerSnapshot.Kind.MAIN,
                    statuses.get(text(c.getName()))));
        }
        return containers;
    }

    private static ContainerSnapshot container(Container c, ContainerSnapshot.Kind kind, ContainerStatus status) {
        return new ContainerSnapshot(
                common(c.getName()),
                kind,
                common(c.getImage()),
                status == null ? new ContainerState.Absent() : state(status.getState()),
                status == null ? new ContainerState.Absent() : state(status.getLastState()),
                status == null || status.getRestartCount() == null ? 0 : status.getRestartCount(),
                status != null && hasId(status));
    }

    private static boolean hasId(ContainerStatus status) {
        io.fabric8.kubernetes.api.model.ContainerState state = status.getState();
        boolean ended = state != null && state.getTerminated() != null;
        return !text(status.getContainerID()).isEmpty()
                || (ended && !text(state.getTerminated().getContainerID()).isEmpty());
    }

    private static ContainerState state(io.fabric8.kubernetes.api.model.ContainerState state) {
        if (state == null) {
            return new ContainerState.Absent();
        } else if (state.getTerminated() != null) {
            var t = state.getTerminated();
            // An exit code that is missing is not 0: success is seen, never inferred.
            int code = t.getExitCode() == null ? 255 : t.getExitCode();
            return new ContainerState.Terminated(
                    code,
                    reason(t.getReason()),
                    message(t.getMessage()),
                    instant(t.getStartedAt()),
                    instant(t.getFinishedAt()));
        } else if (state.getRunning() != null) {
            return new ContainerState.Running(instant(state.getRunning().getStartedAt()));
        } else if (state.getWaiting() != null) {
            return new ContainerState.Waiting(
                    reason(state.getWaiting().getReason()),
                    message(state.getWaiting().getMessage()));
        }
        return new ContainerState.Absent();
    }

    /** The result container: the named container, or the first main container if the name is empty. */
    public Optional<ContainerSnapshot> result(Optional<String> container) {
        for (ContainerSnapshot c : containers) {
            boolean isIt =
                    container.isPresent() ? c.name().equals(container.get()) : c.kind() == ContainerSnapshot.Kind.MAIN;
            if (isIt) {
                return Optional.of(c);
            }
        }
        return Optional.empty();
    }

    /** The container of this name. */
    public Optional<ContainerSnapshot> container(String name) {
        return containers.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    public boolean over() {
        return phase.equals("Failed") || phase.equals("Succeeded");
    }

    public boolean condition(String type, String status) {
        Condition c = conditions.get(type);
        return c != null && c.is(status);
    }

    /** Why a component of the cluster ends this pod. Empty if none does. */
    public Optional<Condition> disruption() {
        Condition c = conditions.get("DisruptionTarget");
        return Kueue.eviction(this).or(() -> Optional.ofNullable(c).filter(disrupts -> disrupts.is("True")));
    }

    /** When its deletion was requested, by the API server's clock, cut to seconds. */
    public Optional<Instant> deletionAsked() {
        return deletionTimestamp.map(at -> at.minusSeconds(deletionGrace));
    }

    private static long grace(Long seconds) {
        return seconds == null ? 0 : Math.max(0, Math.min(seconds, LONGEST_GRACE));
    }

    private static Map<String, String> own(Map<String, String> all) {
        Map<String, String> own = new HashMap<>();
        if (all != null) {
            all.forEach((key, value) -> {
                if (key != null && value != null && (key.startsWith(PodLabels.PREFIX) || Kueue.isLabel(key))) {
                    own.put(common(key), value);
                }
            });
        }
        return own;
    }

    static <T> List<T> present(List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }

    public static String text(String text) {
        return text == null ? "" : text;
    }

    /** A text that may be long. */
    private static String message(String text) {
        return message(text, "The pod's status has all, see kubectl get pod -o yaml");
    }

    /** @param whole says where the whole text is */
    static String message(String text, String whole) {
        return Excerpt.of(text(text), LONGEST_MESSAGE, whole);
    }

    static String reason(String text) {
        return common(Excerpt.of(text(text), LONGEST_REASON, ""));
    }

    /** One shared copy of a text that many pods have. */
    private static String common(String text) {
        return text(text).intern();
    }

    public static Optional<Instant> instant(String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return instant.isAfter(LAST) || instant.isBefore(FIRST) ? Optional.empty() : Optional.of(instant);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
