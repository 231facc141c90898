package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Serves one watch: changes of the selected objects, bookmarks, and an end. */
final class WatchStream {
    private static final long BOOKMARK_EVERY_SECONDS = 60;
    private static final long BOOKMARK_BEFORE_END_SECONDS = 2;
    private static final long LOOK_EVERY_MILLIS = 1_000;

    private final ClusterStore store;
    private final Resource resource;
    private final Predicate<ObjectNode> selection;
    private final UnaryOperator<ObjectNode> form;
    private final boolean bookmarks;
    private final boolean initialEvents;
    private final OptionalLong since;
    private final long end;
    private final BlockingQueue<ClusterStore.Change> changes = new LinkedBlockingQueue<>();
    private long sent;

    /** @param form what is sent of an object: itself, or a row of a table */
    WatchStream(
            ClusterStore store,
            Resource resource,
            String namespace,
            Predicate<ObjectNode> selection,
            UnaryOperator<ObjectNode> form,
            HttpRequest request) {
        this.store = store;
        this.resource = resource;
        this.selection = selection.and(
                object -> namespace.isEmpty() || namespace.equals(FakeJson.text(object, "metadata", "namespace")));
        this.form = form;
        this.bookmarks = request.flag("allowWatchBookmarks");
        this.initialEvents = request.flag("sendInitialEvents");
        long from =
                request.parameter("resourceVersion").map(WatchStream::version).orElse(0L);
        this.since = from == 0 || initialEvents ? OptionalLong.empty() : OptionalLong.of(from);
        long seconds = request.parameter("timeoutSeconds").map(Long::parseLong).orElse(1_800L);
        this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    static long version(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ApiException.of(
                    500,
                    "",
                    "resourceVersion: Invalid value: \"%s\": strconv.ParseUint: parsing \"%s\": invalid syntax"
                            .formatted(text, text));
        }
    }

    /** Returns when the time is over or nobody listens any more. */
    void serve(FakeExchange exchange) throws IOException {
        exchange.stream("application/json");
        Runnable stop;
        try {
            stop = store.watch(resource, since, changes::add);
        } catch (ApiException e) {
            send(exchange, "ERROR", e.status());
            exchange.end();
            return;
        }
        try {
            follow(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stop.run();
        }
    }

    private void follow(FakeExchange exchange) throws IOException, InterruptedException {
        if (initialEvents) {
            bookmark(exchange, true);
        }
        long nextBookmark = nextBookmark();
        while (System.nanoTime() < end) {
            ClusterStore.Change change = changes.poll(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            if (change != null) {
                send(exchange, change);
            } else if (exchange.hungUp()) {
                return;
            }
            if (bookmarks && System.nanoTime() >= nextBookmark) {
                bookmark(exchange, false);
                nextBookmark = nextBookmark();
            }
        }
        for (ClusterStore.Change change = changes.poll(); change != null; change = changes.poll()) {
            send(exchange, change); // a slow machine leaves out nothing that happened before the end
        }
        exchange.end();
    }

    /** Every minute, and shortly before the end. */
    private long nextBookmark() {
        long next = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOOKMARK_EVERY_SECONDS);
        long last = end - TimeUnit.SECONDS.toNanos(BOOKMARK_BEFORE_END_SECONDS);
        return last > System.nanoTime() ? Math.min(next, last) : next;
    }

    /** Says up to which version everything has been sent. */
    private void bookmark(FakeExchange exchange, boolean initialEnd) throws IOException {
        long version = store.version();
        for (ClusterStore.Change change = changes.poll(); change != null; change = changes.poll()) {
            send(exchange, change);
        }
        ObjectNode metadata = FakeJson.object("resourceVersion", Long.toString(Math.max(version, sent)));
        if (initialEnd) {
            metadata.set("annotations", FakeJson.object("k8s.io/initial-events-end", "true"));
        }
        send(
                exchange,
                "BOOKMARK",
                FakeJson.object("kind", resource.kind(), "apiVersion", resource.apiVersion(), "metadata", metadata));
    }

    /** An object that a change moves into the selection is added, one that leaves it is deleted. */
    private void send(FakeExchange exchange, ClusterStore.Change change) throws IOException {
        sent = Math.max(sent, change.version());
        Optional<ObjectNode> before = change.before().filter(selection);
        Optional<ObjectNode> after = change.after().filter(selection);
        if (after.isPresent()) {
            send(exchange, before.isPresent() ? "MODIFIED" : "ADDED", form.apply(after.get()));
        } else if (before.isPresent()) {
            ObjectNode last = before.get();
            if (change.after().isPresent()) {
                last = last.deepCopy();
                FakeJson.child(last, "metadata").put("resourceVersion", Long.toString(change.version()));
            }
            send(exchange, "DELETED", form.apply(last));
        }
    }

    private void send(FakeExchange exchange, String type, ObjectNode object) throws IOException {
        byte[] event = FakeJson.bytes(FakeJson.object("type", type, "object", object));
        byte[] line = Arrays.copyOf(event, event.length + 1);
        line[event.length] = '\n';
        exchange.send(line);
    }
}
