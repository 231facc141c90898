package io.jenkins.plugins.runpod.ui;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The events of a pod, read when a page shows them, and at most every few seconds for all viewers. A request thread waits for the
 * API server for some seconds at most.
 */
final class PodEvents {
    private static final int MOST = 50;
    private static final Duration FRESH = Duration.ofSeconds(4);
    private static final int PATIENCE_SECONDS = 5;
    private static final Cache<String, CompletableFuture<List<PodEvent>>> READ =
            CacheBuilder.newBuilder().maximumSize(1_000).expireAfterWrite(FRESH).build();

    /**
     * What a page shows.
     *
     * @param failure why there are none to show; may be empty
     */
    record Answer(List<Row> events, String failure) {}

    /** @param at in ISO form; empty if unknown */
    record Row(String at, String reason, String container, String message) {}

    private PodEvents() {}

    /** Oldest first, those of the pod that the state names. */
    static Answer of(String task, TaskState state) throws InterruptedException {
        Optional<String> uid = state.podUid();
        if (uid.isEmpty()) {
            return new Answer(List.of(), Messages.PodEvents_noPod());
        }
        try {
            List<PodEvent> events = READ.get(
                            task + " " + uid.get(),
                            () -> RunPodEngine.get()
                                    .events(RunPodEngine.id(task), state.namespace(), uid.get())
                                    .toCompletableFuture())
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return new Answer(rows(events), events.isEmpty() ? Messages.PodEvents_none() : "");
        } catch (ExecutionException e) {
            return new Answer(List.of(), Messages.PodEvents_notRead(e.getCause().getMessage()));
        } catch (TimeoutException e) {
            return new Answer(List.of(), Messages.PodEvents_late());
        }
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
