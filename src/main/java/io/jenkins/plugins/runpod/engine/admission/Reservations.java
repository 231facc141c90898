package io.jenkins.plugins.runpod.engine.admission;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * A number of reservations and the queue for them: first come, first served. A task has its reservation from before its pod is asked for until
 * its last pod is gone. Pure; for one thread at a time.
 */
final class Reservations {
    private record Waiting(Instant arrived, String task) {}

    private final Set<String> taken;
    private final TreeSet<Waiting> queue =
            new TreeSet<>(Comparator.comparing(Waiting::arrived).thenComparing(Waiting::task));
    private final Map<String, Waiting> waiting = new HashMap<>();

    /** @param taken by these tasks already */
    Reservations(Collection<String> taken) {
        this.taken = new HashSet<>(taken);
    }

    /** Whether the task has a reservation now; if not, it waits for one. As many of the queue may take a reservation as there are free. */
    boolean take(String task, Instant arrived, int cap) {
        if (taken.contains(task)) {
            return true;
        }
        Waiting entry = waiting.computeIfAbsent(task, t -> new Waiting(arrived, t));
        queue.add(entry);
        if (queue.headSet(entry).size() >= free(cap)) {
            return false;
        }
        occupy(task);
        return true;
    }

    /** Its pod is there, however many there may be. True if it had no reservation before. */
    boolean occupy(String task) {
        stepAside(task);
        return taken.add(task);
    }

    /** It does not want a reservation any more. True if it had one. */
    boolean leave(String task) {
        stepAside(task);
        return taken.remove(task);
    }

    /** It does not wait any more, for now. */
    void stepAside(String task) {
        Waiting entry = waiting.remove(task);
        if (entry != null) {
            queue.remove(entry);
        }
    }

    /** Its position in the queue, from 1; empty if it does not wait. */
    OptionalInt position(String task) {
        Waiting entry = waiting.get(task);
        return entry == null
                ? OptionalInt.empty()
                : OptionalInt.of(queue.headSet(entry).size() + 1);
    }

    /** Those in the queue who could take a reservation now. */
    List<String> next(int cap) {
        return queue.stream().limit(free(cap)).map(Waiting::task).toList();
    }

    /** How many wait. */
    int waiting() {
        return queue.size();
    }

    /** Whether the task has a reservation. */
    boolean has(String task) {
        return taken.contains(task);
    }

    /** Who has a reservation. */
    Set<String> taken() {
        return Set.copyOf(taken);
    }

    private int free(int cap) {
        return Math.max(0, cap - taken.size());
    }
}
