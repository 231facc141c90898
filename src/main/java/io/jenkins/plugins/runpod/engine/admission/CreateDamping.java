package io.jenkins.plugins.runpod.engine.admission;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.time.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down the creates of one cluster while its API server answers and creates fail, because a webhook or etcd fails. One
 * task at a time tries, after pauses that double up to 30 s. The others wait for the same reason, until one create is
 * answered. Safe for use by many threads.
 */
public final class CreateDamping implements Admission {
    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final Map<TaskId, Runnable> waiting = new HashMap<>();
    private Optional<String> why = Optional.empty();
    private Instant nextTry = Instant.MIN;
    private int failures;

    @Override
    public synchronized Optional<Hold> ask(Applicant applicant, Instant now) {
        if (why.isPresent() && now.isBefore(nextTry)) {
            waiting.put(applicant.task(), applicant.askAgain());
            return Optional.of(new Hold(Cause.CREATE_FAILS, why.get(), nextTry));
        }
        waiting.remove(applicant.task());
        if (why.isPresent()) {
            nextTry = now.plus(PAUSES.pause(failures)); // if nothing is heard of this one
        }
        return Optional.empty();
    }

    @Override
    public synchronized void createsFail(String words, Instant now) {
        why = Optional.of(words);
        nextTry = now.plus(PAUSES.pause(failures));
        failures++;
    }

    @Override
    public void createsWork() {
        List<Runnable> released;
        synchronized (this) {
            why = Optional.empty();
            failures = 0;
            released = new ArrayList<>(waiting.values());
            waiting.clear();
        }
        released.forEach(Runnable::run);
    }

    @Override
    public synchronized void stepAside(TaskId task) {
        waiting.remove(task);
    }

    @Override
    public synchronized void over(TaskId task) {
        waiting.remove(task);
    }
}
