package io.jenkins.plugins.runpod.engine.admission;

import io.jenkins.plugins.runpod.engine.admission.FolderQueue.Waiting;
import java.util.Comparator;

/**
 * The turn of a task, if all turns before it are used. First comes the folder with the fewest reservations, then the folder that
 * has waited longest, then the oldest task. Immutable, while its queue is not changed.
 *
 * @param index of the task in the queue of its folder
 * @param held how many reservations the folder has at this turn
 * @param cap how many it may have
 */
record Turn(FolderQueue queue, int index, int held, int cap) implements Comparable<Turn> {
    private static final Comparator<Turn> ORDER = Comparator.comparingInt(Turn::held)
            .thenComparing(turn -> turn.queue.since(turn.index))
            .thenComparing(Turn::task);

    /** Whether there is such a task, and the cap of its folder allows it. */
    boolean exists() {
        return index < queue.size() && held < cap;
    }

    Waiting task() {
        return queue.get(index);
    }

    /** The turn of the folder that is so many turns later. */
    Turn later(int turns) {
        return new Turn(queue, index + turns, held + turns, cap);
    }

    /** How many turns of a folder come before this one. Its tasks are not looked at one by one. */
    int behind(Turn first) {
        int fewer = Math.max(0, Math.min(Math.min(held, first.cap) - first.held, first.queue.size()));
        Turn rival = first.later(fewer);
        return fewer + (rival.exists() && rival.compareTo(this) < 0 ? 1 : 0);
    }

    @Override
    public int compareTo(Turn other) {
        return ORDER.compare(this, other);
    }
}
