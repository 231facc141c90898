package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The changes of a store, numbered by one counter, as far back as they are remembered. Guarded by the store's lock. */
final class History {
    private static final int LONGEST = 20_000;
    private static final long FIRST_VERSION = 100; // so that a version can be too old from the beginning

    private final Deque<ClusterStore.Change> changes = new ArrayDeque<>();
    private final List<Consumer<ClusterStore.Change>> receivers = new CopyOnWriteArrayList<>();
    private long version = FIRST_VERSION;
    private long forgotten = FIRST_VERSION;

    long version() {
        return version;
    }

    /** The version up to which everything is forgotten. */
    long forgotten() {
        return forgotten;
    }

    void add(Resource resource, Optional<ObjectNode> before, Optional<ObjectNode> after) {
        ClusterStore.Change change = new ClusterStore.Change(++version, resource, before, after);
        changes.add(change);
        if (changes.size() > LONGEST) {
            forgotten = changes.remove().version();
        }
        receivers.forEach(receiver -> receiver.accept(change));
    }

    void forget() {
        changes.clear();
        forgotten = version;
    }

    /** Tells of the changes after a version, and of all that come. @return ends it */
    Runnable follow(long since, Consumer<ClusterStore.Change> receiver) {
        changes.stream().filter(change -> change.version() > since).forEach(receiver);
        receivers.add(receiver);
        return () -> receivers.remove(receiver);
    }

    /** Takes back in a map of objects what happened to them after a version. */
    TreeMap<String, ObjectNode> asOf(long then, Resource resource, Map<String, ObjectNode> now) {
        TreeMap<String, ObjectNode> objects = new TreeMap<>(now);
        changes.descendingIterator().forEachRemaining(change -> {
            if (change.version() > then && change.resource() == resource) {
                String key = ClusterStore.key(resource, change.object());
                change.before().ifPresentOrElse(before -> objects.put(key, before), () -> objects.remove(key));
            }
        });
        return objects;
    }
}
