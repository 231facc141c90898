package io.jenkins.plugins.runpod.engine.admission;

import io.jenkins.plugins.runpod.engine.admission.Admission.Applicant;
import io.jenkins.plugins.runpod.engine.admission.Admission.Hold;
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
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Limits the pods of one cluster, and those of each folder in it. If a limit is reached, tasks wait. Folders share the places of the
 * cluster, in the order of {@link Turn}. A place is saved before it is used. After a restart the controller therefore counts the pods
 * of tasks that are not resumed yet. Safe for use by many threads.
 */
public final class PodLimit {
    /**
     * How often a waiting task asks, only to show its position. {@link Admission.Applicant#askAgain} runs when its turn comes.
     */
    static final Duration ASK_AGAIN = Duration.ofMinutes(5);
    /** How long no pod of an unknown task may be seen before its reservation is dropped. An unanswered create takes less. */
    static final Duration UNKNOWN = Duration.ofMinutes(3);

    /** After a restart, new tasks get no reservation for this time. Tasks that waited before the restart go first. */
    static final Duration SETTLING = Duration.ofSeconds(15);

    private static final Duration SAVE_AGAIN = Duration.ofSeconds(15);
    private static final Logger LOGGER = Logger.getLogger(PodLimit.class.getName());

    /** Stores which tasks have a reservation. */
    public interface Store {
        /** From the saved tasks to their folders. Empty if they cannot be read. The name of an unknown folder is empty. */
        Map<String, String> load();

        /** Saves all of them atomically. */
        void save(Map<String, String> tasks) throws IOException;

        /** Saves one change atomically, whatever the number of tasks. The folder is empty if the task has no reservation any more. */
        void save(String task, Optional<String> folder) throws IOException;
    }

    private final String cluster;
    private final Supplier<PodCaps> caps;
    private final Store store;
    private final Reservations reservations;
    private final Instant opens;
    private final Map<String, Runnable> askAgain = new HashMap<>();
    private final Map<String, Instant> missing = new HashMap<>();
    /** Whether the store lacks changes. */
    private boolean behind;

    /**
     * @param cluster the name of the cluster, for messages
     * @param caps as configured at this moment
     * @param now when the limit takes effect
     */
    public PodLimit(String cluster, Supplier<PodCaps> caps, Store store, Instant now) {
        this.cluster = cluster;
        this.caps = caps;
        this.store = store;
        this.reservations = new Reservations(store.load());
        this.opens = reservations.taken().isEmpty() ? Instant.MIN : now.plus(SETTLING);
    }

    /** The limit for tasks of this folder. The name is empty if the folder is unknown. */
    public Admission of(String folder) {
        return new Admission() {
            @Override
            public Optional<Hold> ask(Applicant applicant, Instant now) {
                return PodLimit.this.ask(folder, applicant, now);
            }

            @Override
            public Optional<Hold> hold(TaskId task, Instant now) {
                return PodLimit.this.hold(task.task(), now);
            }

            @Override
            public void stepAside(TaskId task) {
                PodLimit.this.stepAside(task.task());
            }

            /** A pod that exists counts, even if there was no limit when it was created. */
            @Override
            public void seen(
                    TaskId task, TaskSpecification specification, PodSnapshot pod, Diagnosis diagnosis, Instant now) {
                PodLimit.this.seen(task.task(), folder);
            }

            @Override
            public void over(TaskId task, Instant now) {
                PodLimit.this.over(task.task(), now);
            }
        };
    }

    /** A task that was called may be overtaken by one of another folder. Then another task may have the place instead of it. */
    private Optional<Hold> ask(String folder, Applicant applicant, Instant now) {
        List<Runnable> called = List.of();
        Optional<Hold> hold;
        synchronized (this) {
            String task = applicant.task().task();
            PodCaps present = now.isBefore(opens) ? caps.get().closed() : caps.get();
            if (present.any() && !reservations.mayTake(task, folder, applicant.arrived(), present)) {
                askAgain.put(task, applicant.askAgain());
                called = called(present);
                hold = hold(task, now);
            } else {
                askAgain.remove(task);
                hold = occupy(task, folder, now);
            }
        }
        called.forEach(Runnable::run);
        return hold;
    }

    private Optional<Hold> occupy(String task, String folder, Instant now) {
        boolean before = reservations.has(task);
        boolean changed = reservations.occupy(task, folder);
        if (!changed || save(task) || before) {
            return Optional.empty();
        }
        reservations.leave(task, now);
        return Optional.of(new Hold(
                Cause.POD_LIMIT,
                "run-pod cannot save which tasks have a pod in cluster " + cluster
                        + ", so it creates no pod. It retries in 15 s.",
                now.plus(SAVE_AGAIN)));
    }

    private synchronized Optional<Hold> hold(String task, Instant now) {
        PodCaps present = caps.get();
        Instant until = now.isBefore(opens) ? opens : now.plus(ASK_AGAIN);
        return reservations
                .position(task)
                .filter(position -> present.any())
                .map(position -> new Hold(Cause.POD_LIMIT, QueueText.of(cluster, present, position), until));
    }

    private void stepAside(String task) {
        run(() -> {
            reservations.stepAside(task);
            askAgain.remove(task);
        });
    }

    private synchronized void seen(String task, String folder) {
        if (reservations.occupy(task, folder)) {
            save(task);
        }
    }

    private void over(String task, Instant now) {
        run(() -> {
            askAgain.remove(task);
            if (reservations.leave(task, now)) {
                save(task);
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
            Set<String> taken = reservations.taken().keySet();
            missing.keySet().retainAll(taken);
            for (String task : taken) {
                if (known.test(task) || pods.contains(task)) {
                    missing.remove(task);
                } else if (!now.isBefore(missing.computeIfAbsent(task, t -> now).plus(UNKNOWN))) {
                    missing.remove(task);
                    reservations.leave(task, now);
                    save(task);
                }
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
            called = called(caps.get());
        }
        called.forEach(Runnable::run);
    }

    /** The tasks whose turn it is. Each is called once for each time that it was refused. */
    private List<Runnable> called(PodCaps present) {
        return reservations.next(present).stream()
                .map(askAgain::remove)
                .filter(Objects::nonNull)
                .toList();
    }

    private boolean save(String task) {
        if (!caps.get().any()) {
            behind = true;
            return true;
        }
        try {
            if (behind) {
                store.save(reservations.taken());
            } else {
                store.save(task, reservations.folder(task));
            }
            behind = false;
            return true;
        } catch (IOException e) {
            behind = true;
            LOGGER.log(Level.WARNING, "Cannot save which tasks have a pod in cluster " + cluster, e);
            return false;
        }
    }
}
