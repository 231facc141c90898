package io.jenkins.plugins.runpod.engine.admission;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps the pods of one cluster below a cap; the tasks that find it full wait in the order in which they came. Who has a place is
 * saved before the place is used, so that a controller that comes back counts the pods of tasks it does not know yet.
 */
public final class PodLimit implements Admission {
    /** A task is told by {@link Applicant#turn} when its turn comes; it only asks on its own to tell its place. */
    static final Duration ASK_AGAIN = Duration.ofMinutes(5);
    /** How long no pod of an unknown task must have been seen until its place is free: longer than an unanswered create may take. */
    static final Duration UNKNOWN = Duration.ofMinutes(3);

    /** After a restart nobody new gets a place before those who waited for one have had time to come back. */
    static final Duration SETTLING = Duration.ofSeconds(15);

    private static final Duration SAVE_AGAIN = Duration.ofSeconds(15);
    private static final Logger LOGGER = Logger.getLogger(PodLimit.class.getName());

    /** Keeps who has a place. */
    public interface Store {
        /** What was saved last; empty if that cannot be read. */
        Set<String> load();

        /** Saves atomically. */
        void save(Set<String> tasks) throws IOException;
    }

    private final String cluster;
    private final IntSupplier cap;
    private final Store store;
    private final Reservations places;
    private final Instant opens;
    private final Map<String, Runnable> turns = new HashMap<>();
    private final Map<String, Instant> missing = new HashMap<>();

    /**
     * @param cluster its name, for messages
     * @param cap how many pods there may be; 0 for any number
     * @param now when it begins to count
     */
    public PodLimit(String cluster, IntSupplier cap, Store store, Instant now) {
        this.cluster = cluster;
        this.cap = cap;
        this.store = store;
        this.places = new Reservations(store.load());
        this.opens = places.taken().isEmpty() ? Instant.MIN : now.plus(SETTLING);
    }

    @Override
    public synchronized Optional<Hold> ask(Applicant applicant, Instant now) {
        String task = applicant.task().task();
        int most = cap.getAsInt();
        boolean before = places.has(task);
        boolean open = !now.isBefore(opens);
        if (most > 0 && !places.take(task, applicant.arrived(), open ? most : 0)) {
            turns.put(task, applicant.turn());
            return Optional.of(full(places.position(task).orElseThrow(), most, open ? now.plus(ASK_AGAIN) : opens));
        }
        places.occupy(task);
        if (!before && !save(most)) {
            places.leave(task);
            return Optional.of(new Hold(
                    Cause.POD_LIMIT,
                    "run-pod cannot count the pods of cluster " + cluster
                            + ", because it cannot save their list. It retries.",
                    now.plus(SAVE_AGAIN)));
        }
        turns.remove(task);
        return Optional.empty();
    }

    private Hold full(int position, int most, Instant until) {
        return new Hold(
                Cause.POD_LIMIT,
                "Cluster " + cluster + " may run " + most + (most == 1 ? " pod" : " pods")
                        + " at once. This task is number " + position + " of " + places.waiting()
                        + " in the queue. Waiting in the queue uses no budget.",
                until);
    }

    @Override
    public synchronized Optional<Hold> hold(TaskId task, Instant now) {
        OptionalInt position = places.position(task.task());
        int most = cap.getAsInt();
        return position.isPresent() && most > 0
                ? Optional.of(full(position.getAsInt(), most, now.plus(ASK_AGAIN)))
                : Optional.empty();
    }

    @Override
    public void stepAside(TaskId task) {
        run(() -> {
            places.stepAside(task.task());
            turns.remove(task.task());
        });
    }

    /** A pod that is there counts, even if there was no cap when it was made. */
    @Override
    public synchronized void seen(TaskId task, PodSnapshot pod, Diagnosis diagnosis, Instant now) {
        if (places.occupy(task.task())) {
            save(cap.getAsInt());
        }
    }

    @Override
    public void over(TaskId task) {
        run(() -> {
            turns.remove(task.task());
            if (places.leave(task.task())) {
                save(cap.getAsInt());
            }
        });
    }

    /** The cap may have changed. */
    public void changed() {
        run(() -> {});
    }

    /**
     * Frees the places of tasks that nobody knows any more, once no pod of theirs has been seen for a while.
     *
     * @param pods the tasks that have a pod in the cluster, all of them
     * @param known whether this controller runs a task
     */
    public void census(Set<String> pods, Predicate<String> known, Instant now) {
        run(() -> {
            Set<String> taken = places.taken();
            missing.keySet().retainAll(taken);
            for (String task : taken) {
                if (known.test(task) || pods.contains(task)) {
                    missing.remove(task);
                } else if (!now.isBefore(missing.computeIfAbsent(task, t -> now).plus(UNKNOWN))) {
                    missing.remove(task);
                    places.leave(task);
                }
            }
            if (!taken.equals(places.taken())) {
                save(cap.getAsInt());
            }
        });
    }

    /** Changes something, and then tells those whose turn has come; not under the lock, for they may ask at once. */
    private void run(Runnable change) {
        List<Runnable> called;
        synchronized (this) {
            change.run();
            int most = cap.getAsInt();
            called = places.next(most == 0 ? Integer.MAX_VALUE : most).stream()
                    .map(turns::get)
                    .filter(Objects::nonNull)
                    .toList();
        }
        called.forEach(Runnable::run);
    }

    private boolean save(int most) {
        if (most == 0) {
            return true;
        }
        try {
            store.save(places.taken());
            return true;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot save which tasks have a pod in cluster " + cluster, e);
            return false;
        }
    }
}
