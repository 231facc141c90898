package io.jenkins.plugins.runpod.engine.admission;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
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
 * Limits the pods of one cluster. If the limit is reached, tasks wait in the order of their arrival. A place is saved
 * before it is used. After a restart the controller therefore counts the pods of tasks that are not resumed yet. Safe
 * for use by many threads.
 */
public final class PodLimit implements Admission {
    /** How often a waiting task asks, only to show its position. {@link Applicant#askAgain} runs when its turn comes. */
    static final Duration ASK_AGAIN = Duration.ofMinutes(5);
    /** How long no pod of an unknown task may be seen before its reservation is dropped. An unanswered create takes less. */
    static final Duration UNKNOWN = Duration.ofMinutes(3);

    /** After a restart, new tasks get no reservation for this time. Tasks that waited before the restart go first. */
    static final Duration SETTLING = Duration.ofSeconds(15);

    private static final Duration SAVE_AGAIN = Duration.ofSeconds(15);
    private static final Logger LOGGER = Logger.getLogger(PodLimit.class.getName());

    /** Stores which tasks have a reservation. */
    public interface Store {
        /** The saved tasks. Empty if they cannot be read. */
        Set<String> load();

        /** Saves atomically. */
        void save(Set<String> tasks) throws IOException;
    }

    private final String cluster;
    private final IntSupplier cap;
    private final Store store;
    private final Reservations reservations;
    private final Instant opens;
    private final Map<String, Runnable> askAgain = new HashMap<>();
    private final Map<String, Instant> missing = new HashMap<>();

    /**
     * @param cluster the name of the cluster, for messages
     * @param cap the most pods, or 0 for no limit
     * @param now when the limit takes effect
     */
    public PodLimit(String cluster, IntSupplier cap, Store store, Instant now) {
        this.cluster = cluster;
        this.cap = cap;
        this.store = store;
        this.reservations = new Reservations(store.load());
        this.opens = reservations.taken().isEmpty() ? Instant.MIN : now.plus(SETTLING);
    }

    @Override
    public synchronized Optional<Hold> ask(Applicant applicant, Instant now) {
        String task = applicant.task().task();
        int most = cap.getAsInt();
        boolean before = reservations.has(task);
        boolean open = !now.isBefore(opens);
        if (most > 0 && !reservations.take(task, applicant.arrived(), open ? most : 0)) {
            askAgain.put(task, applicant.askAgain());
            return Optional.of(
                    full(reservations.position(task).orElseThrow(), most, open ? now.plus(ASK_AGAIN) : opens));
        }
        reservations.occupy(task);
        if (!before && !save(most)) {
            reservations.leave(task);
            return Optional.of(new Hold(
                    Cause.POD_LIMIT,
                    "run-pod cannot save which tasks have a pod in cluster " + cluster
                            + ", so it creates no pod. It retries in 15 s.",
                    now.plus(SAVE_AGAIN)));
        }
        askAgain.remove(task);
        return Optional.empty();
    }

    private Hold full(int position, int most, Instant until) {
        return new Hold(
                Cause.POD_LIMIT,
                "Cluster " + cluster + " may run " + most + (most == 1 ? " pod" : " pods")
                        + " at once. This task is number " + position + " of " + reservations.waiting()
                        + " in the queue. Waiting in the queue uses no budget.",
                until);
    }

    @Override
    public synchronized Optional<Hold> hold(TaskId task, Instant now) {
        OptionalInt position = reservations.position(task.task());
        int most = cap.getAsInt();
        return position.isPresent() && most > 0
                ? Optional.of(full(position.getAsInt(), most, now.plus(ASK_AGAIN)))
                : Optional.empty();
    }

    @Override
    public void stepAside(TaskId task) {
        run(() -> {
            reservations.stepAside(task.task());
            askAgain.remove(task.task());
        });
    }

    /** A pod that exists counts, even if there was no limit when it was created. */
    @Override
    public synchronized void seen(
            TaskId task, TaskSpecification specification, PodSnapshot pod, Diagnosis diagnosis, Instant now) {
        if (reservations.occupy(task.task())) {
            save(cap.getAsInt());
        }
    }

    @Override
    public void over(TaskId task) {
        run(() -> {
            askAgain.remove(task.task());
            if (reservations.leave(task.task())) {
                save(cap.getAsInt());
            }
        });
    }

    /** The limit may have changed. */
    public void changed() {
        run(() -> {});
    }

    /**
     * Drops the reservations of unknown tasks, when no pod of theirs was seen for 3 min.
     *
     * @param pods all tasks that have a pod in the cluster
     * @param known whether this controller runs a task
     */
    public void census(Set<String> pods, Predicate<String> known, Instant now) {
        run(() -> {
            Set<String> taken = reservations.taken();
            missing.keySet().retainAll(taken);
            for (String task : taken) {
                if (known.test(task) || pods.contains(task)) {
                    missing.remove(task);
                } else if (!now.isBefore(missing.computeIfAbsent(task, t -> now).plus(UNKNOWN))) {
                    missing.remove(task);
                    reservations.leave(task);
                }
            }
            if (!taken.equals(reservations.taken())) {
                save(cap.getAsInt());
            }
        });
    }

    /**
     * Changes the reservations, then calls back the tasks that now have a reservation. The callbacks run without the lock, because
     * they may ask at once.
     */
    private void run(Runnable change) {
        List<Runnable> called;
        synchronized (this) {
            change.run();
            int most = cap.getAsInt();
            called = reservations.next(most == 0 ? Integer.MAX_VALUE : most).stream()
                    .map(askAgain::get)
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
            store.save(reservations.taken());
            return true;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot save which tasks have a pod in cluster " + cluster, e);
            return false;
        }
    }
}
