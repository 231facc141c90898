package io.jenkins.plugins.runpod.engine.admission;

import io.jenkins.plugins.runpod.engine.admission.FolderQueue.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The reservations in a cluster, and the queues for them. A task has its reservation from before its pod is asked for until its last
 * pod is gone. The folders share the places: {@link Turn} has their order. In a folder the order is first come, first served.
 *
 * <p>With n tasks that wait in f folders, {@link #mayTake} costs O(f + log n), and O(log n) while nothing is free. {@link #next} costs
 * O(f + k log f) for k free places. Pure. For one thread at a time.
 */
final class Reservations {
    /**
     * Where a task stands in the queue of its folder.
     *
     * @param held how many reservations the folder has
     * @param number of the task, from 1
     * @param of how many of the folder wait
     * @param others how many other folders wait
     */
    record Position(String folder, int held, int number, int of, int others) {}

    private final Map<String, String> taken = new HashMap<>();
    private final Map<String, Integer> held = new HashMap<>();
    private final Map<String, Waiting> waiting = new HashMap<>();
    /** None of them is empty. */
    private final Map<String, FolderQueue> queues = new HashMap<>();

    /** @param taken from the tasks that have a reservation already to their folders */
    Reservations(Map<String, String> taken) {
        taken.forEach(this::occupy);
    }

    /**
     * Whether the task has a reservation or may take one now. If not, it waits for one. As many may take one as there are places, and
     * who is slow keeps no other from the next one.
     */
    boolean mayTake(String task, String folder, Instant arrived, PodCaps caps) {
        if (has(task)) {
            return true;
        }
        Waiting entry = waiting.computeIfAbsent(task, t -> queue(new Waiting(arrived, t, folder)));
        return isNext(entry, caps);
    }

    private Waiting queue(Waiting entry) {
        queues.computeIfAbsent(entry.folder(), f -> new FolderQueue()).add(entry);
        return entry;
    }

    /** Whether fewer tasks go before it than there are free places. */
    private boolean isNext(Waiting entry, PodCaps caps) {
        int free = free(caps);
        if (free == 0) {
            return false;
        }
        Turn first = first(entry.folder(), caps);
        Turn own = first.later(first.queue().index(entry));
        return own.exists()
                && queues.keySet().stream()
                                .mapToLong(folder -> own.behind(first(folder, caps)))
                                .sum()
                        < free;
    }

    private Turn first(String folder, PodCaps caps) {
        return new Turn(queues.get(folder), 0, held(folder), caps.folder(folder));
    }

    /** It takes a reservation, whatever the caps. True if it had no reservation before, or in another folder. */
    boolean occupy(String task, String folder) {
        stepAside(task);
        String before = taken.put(task, folder);
        if (folder.equals(before)) {
            return false;
        }
        if (before != null) {
            lessOf(before);
        }
        held.merge(folder, 1, Integer::sum);
        return true;
    }

    /** It needs no reservation any more. True if it had one. */
    boolean leave(String task, Instant now) {
        stepAside(task);
        String folder = taken.remove(task);
        if (folder == null) {
            return false;
        }
        lessOf(folder);
        Optional.ofNullable(queues.get(folder)).ifPresent(queue -> queue.released(now));
        return true;
    }

    private void lessOf(String folder) {
        held.computeIfPresent(folder, (f, number) -> number == 1 ? null : number - 1);
    }

    /** It does not wait any more, for now. */
    void stepAside(String task) {
        Waiting entry = waiting.remove(task);
        if (entry != null) {
            FolderQueue queue = queues.get(entry.folder());
            queue.remove(entry);
            if (queue.size() == 0) {
                queues.remove(entry.folder());
            }
        }
    }

    /** Where it waits. Empty if it does not. */
    Optional<Position> position(String task) {
        return Optional.ofNullable(waiting.get(task)).map(entry -> {
            FolderQueue queue = queues.get(entry.folder());
            return new Position(
                    entry.folder(), held(entry.folder()), queue.index(entry) + 1, queue.size(), queues.size() - 1);
        });
    }

    /** The tasks that could take a reservation now, in the order of their turns. */
    List<String> next(PodCaps caps) {
        int free = free(caps);
        if (free == 0) {
            return List.of();
        }
        PriorityQueue<Turn> turns = new PriorityQueue<>();
        queues.keySet().stream()
                .map(folder -> first(folder, caps))
                .filter(Turn::exists)
                .forEach(turns::add);
        List<String> next = new ArrayList<>();
        while (next.size() < free && !turns.isEmpty()) {
            Turn turn = turns.remove();
            next.add(turn.task().task());
            Optional.of(turn.later(1)).filter(Turn::exists).ifPresent(turns::add);
        }
        return next;
    }

    /** Whether the task has a reservation. */
    boolean has(String task) {
        return taken.containsKey(task);
    }

    /** The folder of a task that has a reservation. */
    Optional<String> folder(String task) {
        return Optional.ofNullable(taken.get(task));
    }

    /** From the tasks that have a reservation to their folders. */
    Map<String, String> taken() {
        return Map.copyOf(taken);
    }

    private int held(String folder) {
        return held.getOrDefault(folder, 0);
    }

    private int free(PodCaps caps) {
        return Math.max(0, caps.cluster() - taken.size());
    }
}
