package io.jenkins.plugins.runpod.engine.admission;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The tasks of one folder that wait: first come, first served. A sorted list, because the number of a task and the task of a
 * number are both needed. A change moves references only. For one thread at a time.
 */
final class FolderQueue {
    /** Tasks that arrived at the same moment have the order of their names. */
    record Waiting(Instant arrived, String task, String folder) implements Comparable<Waiting> {
        private static final Comparator<Waiting> BY_AGE =
                Comparator.comparing(Waiting::arrived).thenComparing(Waiting::task);

        @Override
        public int compareTo(Waiting other) {
            return BY_AGE.compare(this, other);
        }
    }

    private final List<Waiting> tasks = new ArrayList<>();
    private Instant released = Instant.MIN;

    void add(Waiting task) {
        tasks.add(-1 - Collections.binarySearch(tasks, task), task);
    }

    void remove(Waiting task) {
        tasks.remove(index(task));
    }

    /** A reservation of the folder has ended. From now on its tasks wait anew, as far as other folders are concerned. */
    void released(Instant now) {
        released = now;
    }

    /** How many tasks of the folder are older. */
    int index(Waiting task) {
        return Collections.binarySearch(tasks, task);
    }

    Waiting get(int index) {
        return tasks.get(index);
    }

    /** Since when the folder has waited for a place for this task: since the task arrived, or a later end of a reservation. */
    Instant since(int index) {
        Instant arrived = get(index).arrived();
        return arrived.isAfter(released) ? arrived : released;
    }

    int size() {
        return tasks.size();
    }
}
