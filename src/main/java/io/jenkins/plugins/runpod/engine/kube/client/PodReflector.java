package io.jenkins.plugins.runpod.engine.kube.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.PodWatcher;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.time.Backoff;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps a watcher in step with the pods of a selector: lists, watches from there, and lists again when the history is lost; what has
 * changed in between is told as if it had been watched. Its state is confined to a serial executor.
 */
final class PodReflector implements Kube.Watch {
    private static final Logger LOGGER = Logger.getLogger(PodReflector.class.getName());
    /** After so many watches in a row that told nothing the list may help: a restored etcd has an older history. */
    private static final int FRUITLESS_WATCHES = 3;

    private final ApiCalls calls;
    private final String namespace;
    private final String selector;
    private final PodWatcher watcher;
    private final Executor serial;
    private final StreamTiming timing;
    private final Backoff backoff;
    private final LongSupplier nanoTime;
    private int failures;
    private long begunAt;
    private final Map<String, PodSnapshot> known = new HashMap<>();
    private String resourceVersion = "";
    private boolean synced;
    private boolean failing;
    private Cancellation underWay = () -> {};
    private volatile boolean closed;

    PodReflector(
            ApiCalls calls,
            String namespace,
            String selector,
            PodWatcher watcher,
            Executor serial,
            StreamTiming timing,
            LongSupplier nanoTime) {
        this.calls = calls;
        this.namespace = namespace;
        this.selector = selector;
        this.watcher = watcher;
        this.serial = serial;
        this.timing = timing;
        this.nanoTime = nanoTime;
        backoff = new Backoff(timing.shortestPause(), timing.longestPause(), Backoff.Jitter.HALF);
    }

    /** To be called once. */
    void start() {
        serial.execute(this::list);
    }

    @Override
    public void close() {
        closed = true;
        serial.execute(() -> underWay.cancel());
    }

    private void list() {
        if (closed) {
            return;
        }
        ApiRequest request = ApiRequest.pods(Verb.LIST, namespace).forWatcher().with("labelSelector", selector);
        new PagedList<>(calls, request, PodSnapshot::of)
                .read()
                .whenComplete((listing, error) -> serial.execute(() -> {
                    if (closed) {
                        return;
                    } else if (error == null) {
                        listed(listing);
                    } else {
                        failed(Failures.unanswered(request, error), this::list);
                    }
                }));
    }

    private void listed(PagedList.Page<PodSnapshot> listing) {
        Map<String, PodSnapshot> now = new HashMap<>();
        listing.items().forEach(pod -> now.put(pod.name(), pod));
        for (PodSnapshot before : List.copyOf(known.values())) {
            if (!now.containsKey(before.name())) {
                known.remove(before.name());
                tell(() -> watcher.vanished(before));
            }
        }
        now.values().forEach(this::seen);
        resourceVersion = listing.resourceVersion();
        failures = 0;
        answered();
        if (!synced) {
            synced = true;
            tell(watcher::synced);
        }
        watch();
    }

    private void watch() {
        if (closed) {
            return;
        }
        long seconds = timing.watch().toSeconds();
        ApiRequest request = ApiRequest.pods(Verb.WATCH, namespace)
                .forWatcher()
                .with("labelSelector", selector)
                .with("watch", true)
                .with("allowWatchBookmarks", true)
                .with("resourceVersion", resourceVersion)
                .with("timeoutSeconds", seconds + ThreadLocalRandom.current().nextLong(seconds * 4 / 5 + 1));
        WatchRequest watch = new WatchRequest(calls, request, serial, timing, new Events());
        underWay = watch;
        begunAt = nanoTime.getAsLong();
        watch.start();
    }

    private void failed(KubeFailure failure, Runnable next) {
        if (Failures.expired(failure)) {
            again(pause(), this::list); // in the ordinary course of events
            return;
        }
        failing = true;
        tell(() -> watcher.failed(failure.getMessage()));
        Duration asked = failure.retryAfter().orElse(Duration.ZERO);
        Duration pause = pause();
        again(asked.compareTo(pause) > 0 ? asked : pause, next);
    }

    /** How long to wait after one more failure. */
    private Duration pause() {
        return backoff.pause(failures++, ThreadLocalRandom.current()::nextLong);
    }

    /**
     * How long the next watch has to wait after one that ended in order. The pause counts from the beginning of that one. A busy server
     * ends a watch whose channel stays full (kubernetes {@code staging/src/k8s.io/apiserver/pkg/storage/cacher/cache_watcher.go}), and
     * nothing is seen before the next one.
     */
    private Duration rest() {
        return pause().minusNanos(nanoTime.getAsLong() - begunAt);
    }

    /** Without a pause the next request begins on this thread. What the timer runs stands behind the turns of all tasks. */
    private void again(Duration pause, Runnable next) {
        Runnable fruitful = failures >= FRUITLESS_WATCHES ? this::list : next;
        if (pause.isNegative() || pause.isZero()) {
            fruitful.run();
        } else {
            underWay = calls.timer().schedule(pause, () -> serial.execute(fruitful));
        }
    }

    private void answered() {
        if (failing) {
            failing = false;
            tell(watcher::works);
        }
    }

    private void seen(PodSnapshot pod) {
        PodSnapshot before = known.put(pod.name(), pod);
        if (before != null && !before.uid().equals(pod.uid())) {
            tell(() -> watcher.vanished(before));
        } else if (before != null && before.resourceVersion().equals(pod.resourceVersion())) {
            return; // told before
        }
        tell(() -> watcher.seen(pod));
    }

    private void gone(PodSnapshot last) {
        PodSnapshot before = known.get(last.name());
        if (before != null && before.uid().equals(last.uid())) {
            known.remove(last.name());
            tell(() -> watcher.deleted(last));
        }
    }

    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            // Once closed, the watcher's threads may be gone.
            LOGGER.log(closed ? Level.FINE : Level.SEVERE, "A watcher failed unexpectedly", e);
        }
    }

    private final class Events implements WatchRequest.Listener {
        @Override
        public void opened() {
            answered();
        }

        @Override
        public void event(JsonNode event) {
            JsonNode object = event.path("object");
            try {
                switch (event.path("type").asText()) {
                    case "ADDED", "MODIFIED" -> seen(PodSnapshot.of(KubeJson.object(object)));
                    case "DELETED" -> gone(PodSnapshot.of(KubeJson.object(object)));
                    default -> {} // BOOKMARK
                }
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "Cannot read a pod. Its event is skipped.", e);
            }
            resourceVersion = object.path("metadata").path("resourceVersion").asText(resourceVersion);
            failures = 0;
        }

        @Override
        public void ended(Optional<KubeFailure> failure) {
            if (closed) {
                return;
            }
            failure.ifPresentOrElse(
                    why -> failed(why, PodReflector.this::watch), () -> again(rest(), PodReflector.this::watch));
        }
    }
}
