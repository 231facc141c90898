package io.jenkins.plugins.runpod.engine.diagnosis;

import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The last events of a pod that explain its failure. Kubernetes keeps events for an hour, so any of them may be missing. Times
 * of events are compared with each other only. Pure.
 */
public final class LastEvents {
    private static final int MOST = 3;

    /** The pod goes on. */
    private static final Set<String> PROGRESS = Set.of("Scheduled", "Pulling", "Pulled", "Created", "Started");

    /** What a pod that has started got over. Their reporters have other clocks than the kubelet. */
    private static final Set<String> BEFORE_START = Set.of(
            "FailedScheduling",
            "PodUnschedulable",
            "TriggeredScaleUp",
            "NotTriggerScaleUp",
            "WaitForPodScheduled",
            "FailedAttachVolume",
            "SuccessfulAttachVolume",
            "FailedToRetrieveImagePullSecret");

    private LastEvents() {}

    /** Of a pod that never ran: what kept it from starting, oldest first. */
    public static List<PodEvent> beforeStart(List<PodEvent> events) {
        return last(
                events,
                event -> !PROGRESS.contains(event.reason())
                        && !event.reason().equals("Killing")
                        && !event.reason().equals("BackOff")
                        && !event.message().matches("Error: (ErrImagePull|ImagePullBackOff)"));
    }

    /**
     * Of a pod that ran: what happened to it since then, oldest first. What the kubelet says of containers after it has begun to
     * stop the pod follows from that, whether run-pod asked for it or another.
     *
     * @param container the container that is meant, or empty
     */
    public static List<PodEvent> afterStart(List<PodEvent> events, String container) {
        Optional<Instant> started = times(
                        events, "Started", event -> event.container().equals(container))
                .min(Comparator.naturalOrder())
                .or(() -> times(events, "Started", event -> true).max(Comparator.naturalOrder()));
        Optional<Instant> stopped =
                times(events, "Killing", LastEvents::isOrdinaryStop).min(Comparator.naturalOrder());
        return last(events, event -> {
            boolean before = isBefore(event.last(), started);
            boolean after = !event.container().isEmpty() && isBefore(stopped, event.last());
            return !before
                    && !after
                    && !PROGRESS.contains(event.reason())
                    && !BEFORE_START.contains(event.reason())
                    && !isOrdinaryStop(event);
        });
    }

    /** Whether the kubelet kills the container because its probe has failed. */
    static boolean isForProbe(PodEvent event) {
        return event.reason().equals("Killing")
                && (event.message().contains("failed liveness probe")
                        || event.message().contains("failed startup probe"));
    }

    /** The kubelet stops the container because its pod ends ({@code killContainer} in kuberuntime_container.go). */
    private static boolean isOrdinaryStop(PodEvent event) {
        return event.reason().equals("Killing")
                && (event.message().startsWith("Stopping container")
                        || event.message().contains("Need to kill Pod"));
    }

    private static Stream<Instant> times(List<PodEvent> events, String reason, Predicate<PodEvent> which) {
        return events.stream()
                .filter(event -> event.reason().equals(reason) && which.test(event))
                .flatMap(event -> event.last().stream());
    }

    private static boolean isBefore(Optional<Instant> one, Optional<Instant> two) {
        return one.isPresent() && two.isPresent() && one.get().isBefore(two.get());
    }

    /** The newest of them, each text once. */
    private static List<PodEvent> last(List<PodEvent> events, Predicate<PodEvent> telling) {
        Map<String, PodEvent> newest = new LinkedHashMap<>();
        events.stream()
                .filter(telling)
                .sorted(Comparator.comparing(event -> event.last().orElse(Instant.EPOCH)))
                .forEach(event -> {
                    String text = event.reason() + ": " + event.message();
                    newest.remove(text); // so that it comes last
                    newest.put(text, event);
                });
        List<PodEvent> all = new ArrayList<>(newest.values());
        return all.subList(Math.max(0, all.size() - MOST), all.size());
    }
}
