package io.jenkins.plugins.runpod.ui;

import io.jenkins.plugins.runpod.config.UnknownIdentity;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.runtime.LatestReads;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The events of a pod as they were last read, for all viewers. No request thread waits for the API server. */
final class PodEvents {
    private static final int MOST = 50;

    /**
     * What a page shows.
     *
     * @param failure why there are none to show; may be empty
     * @param pending whether a newer answer follows soon
     */
    record Answer(List<Row> events, String failure, boolean pending) {}

    /** @param at in ISO form; empty if unknown */
    record Row(String at, String reason, String container, String message) {}

    private PodEvents() {}

    /** Oldest first, those of the pod that the state names. */
    static Answer of(String task, TaskState state) {
        Optional<String> uid = state.podUid();
        if (uid.isEmpty()) {
            return new Answer(List.of(), Messages.PodEvents_noPod(), false);
        }
        try {
            return RunPodEngine.get()
                    .events(RunPodEngine.id(task), state.namespace(), uid.get())
                    .map(PodEvents::answer)
                    .orElseGet(() -> new Answer(List.of(), Messages.PodEvents_none(), false));
        } catch (UnknownIdentity e) {
            return new Answer(List.of(), e.getMessage(), false);
        }
    }

    private static Answer answer(LatestReads.Latest<List<PodEvent>> latest) {
        if (latest.value().isPresent()) {
            List<PodEvent> events = latest.value().get();
            return new Answer(rows(events), events.isEmpty() ? Messages.PodEvents_none() : "", latest.renewed());
        }
        return new Answer(
                List.of(),
                latest.failure().isEmpty()
                        ? Messages.PodEvents_reading()
                        : Messages.PodEvents_notRead(latest.failure()),
                latest.renewed());
    }

    private static List<Row> rows(List<PodEvent> events) {
        return events.stream()
                .sorted(Comparator.comparing(event -> event.last().orElse(Instant.EPOCH)))
                .skip(Math.max(0, events.size() - MOST))
                .map(event -> new Row(
                        event.last().map(Instant::toString).orElse(""),
                        event.reason(),
                        event.container(),
                        event.message()))
                .toList();
    }
}
