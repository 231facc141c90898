package io.jenkins.plugins.runpod.engine.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** Reads a pod. A field that is missing, null or of the wrong type becomes empty. */
    public static PodSnapshot of(JsonNode pod) {
        return PodJson.pod(pod);
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

    public static String text(String text) {
        return text == null ? "" : text;
    }

    /** A time as an API server writes it. Empty for what is none. */
    public static Optional<Instant> instant(String text) {
        return PodJson.instant(text);
    }
}
