package io.jenkins.plugins.runpod.engine.admission;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.time.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Slows down the creates of one cluster while its API server answers and creates fail, because a webhook or etcd fails. One
 * task at a time tries, after pauses that double up to 30 s. The others wait for the same reason, until one create is
 * answered. A task that has not tried yet goes first, because a webhook may fail for the pods of others only. Safe for use by
 * many threads.
 */
public final class CreateDamping implements Admission {
    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    /** A waiting task comes back within milliseconds of its time. */
    private static final Duration YIELD = Duration.ofSeconds(1);
    /** After so long without a failure nothing is known any more. */
    private static final Duration MEMORY = Duration.ofMinutes(1);

    private final Map<TaskId, Runnable> waiting = new HashMap<>();
    private final Set<TaskId> tried = new HashSet<>();
    /** Those that wait and have not tried. */
    private final Set<TaskId> untried = new HashSet<>();

    private Optional<String> why = Optional.empty();
    private Instant nextTry = Instant.MIN;
    private int failures;

    @Override
    public synchronized Optional<Hold> ask(Applicant applicant, Instant now) {
        if (why.isPresent() && now.isAfter(nextTry.plus(MEMORY))) {
            forget();
        }
        if (why.isEmpty()) {
            return Optional.empty();
        }
        boolean yields = tried.contains(applicant.task()) && !untried.isEmpty();
        if (now.isBefore(nextTry) || (yields && now.isBefore(nextTry.plus(YIELD)))) {
            waits(applicant);
            return Optional.of(
                    new Hold(Cause.CREATE_FAILS, why.get(), now.isBefore(nextTry) ? nextTry : nextTry.plus(YIELD)));
        }
        stepAside(applicant.task());
        tried.add(applicant.task());
        nextTry = now.plus(PAUSES.pause(failures)); // if nothing is heard of this one
        return Optional.empty();
    }

    @Override
    public synchronized void createsFail(TaskId task, String words, Instant now) {
        boolean isNews = why.isEmpty() || !now.isBefore(nextTry) || tried.contains(task);
        why = Optional.of(words);
        tried.add(task);
        untried.remove(task);
        if (isNews) { // creates that were under way together are one failure
            nextTry = now.plus(PAUSES.pause(failures));
            failures++;
        }
    }

    @Override
    public void createsWork() {
        List<Runnable> released;
        synchronized (this) {
            released = new ArrayList<>(waiting.values());
            forget();
        }
        released.forEach(Runnable::run);
    }

    private void forget() {
        why = Optional.empty();
        failures = 0;
        waiting.clear();
        tried.clear();
        untried.clear();
    }

    private void waits(Applicant applicant) {
        waiting.put(applicant.task(), applicant.askAgain());
        if (!tried.contains(applicant.task())) {
            untried.add(applicant.task());
        }
    }

    @Override
    public synchronized void stepAside(TaskId task) {
        waiting.remove(task);
        untried.remove(task);
    }

    @Override
    public synchronized void over(TaskId task, Instant now) {
        stepAside(task);
        tried.remove(task);
    }
}
