package io.jenkins.plugins.runpod.housekeeping;

import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * What Jenkins still has of a task that is certainly over. Decides, purely, whether a pod of it goes.
 *
 * @param build whether its build is still there
 * @param state what was saved of the task last
 * @param savedAt when that was
 */
record Remains(boolean build, Optional<TaskState> state, Optional<Instant> savedAt) {
    /** An end that lies further in the future is not one that a node has seen. */
    private static final Duration CLOCKS_APART = Duration.ofDays(1);

    static final Remains NOTHING = new Remains(false, Optional.empty(), Optional.empty());

    /** Whether the task was begun and never came to a result. */
    boolean unfinished() {
        return state.isPresent() && state.get().result() == null;
    }

    /** Why the pod is to be deleted; empty if it stays, or goes already. */
    Optional<String> reasonToDelete(PodSnapshot pod, Instant now) {
        if (pod.deletionTimestamp().isPresent()) {
            return Optional.empty();
        }
        if (!build) {
            return Optional.of("its build no longer exists");
        }
        RetentionRule rule = RetentionRule.of(pod);
        Optional<Instant> keptSince = keptSince(pod, rule, now);
        if (keptSince.isEmpty()) {
            return Optional.of("its task has ended");
        }
        return rule.expired(keptSince.get(), now) ? Optional.of("its time to live has passed") : Optional.empty();
    }

    /** A result that was delivered says what becomes of the pod: with nothing left to do, it was kept on purpose. */
    private Optional<Instant> keptSince(PodSnapshot pod, RetentionRule rule, Instant now) {
        if (state.isPresent() && state.get().result() != null) {
            TaskState saved = state.get();
            boolean kept = (saved.stage() == Stage.DONE || saved.stage() == Stage.KEEP)
                    && pod.uid().equals(saved.attempt().uid())
                    && rule.keeps(saved.result().succeeded());
            return kept ? savedAt : Optional.empty();
        }
        boolean succeeded = pod.phase().equals("Succeeded");
        boolean ended = succeeded || pod.phase().equals("Failed");
        return ended && rule.keeps(succeeded) ? Optional.of(endOf(pod, now)) : Optional.empty();
    }

    /** A pod that says nothing, such as one that was evicted before it started, is of no use. */
    private Instant endOf(PodSnapshot pod, Instant now) {
        return pod.containers().stream()
                .map(container -> container.state() instanceof ContainerState.Terminated ended
                        ? ended.finishedAt()
                        : Optional.<Instant>empty())
                .flatMap(Optional::stream)
                .filter(end -> end.isBefore(now.plus(CLOCKS_APART)))
                .max(Comparator.naturalOrder())
                .or(() -> savedAt)
                .orElse(Instant.EPOCH);
    }
}
