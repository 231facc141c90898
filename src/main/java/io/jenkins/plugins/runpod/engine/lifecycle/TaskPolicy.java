package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The policy of a task: its budgets, its attempts, and the retention of its pod. It is decided when the
 * task begins, and saved with its definition. Immutable.
 *
 * @param limits the limit of each budget, and none for an absent budget
 * @param attempts the most pods to try, at least 1
 * @param retryOn the failures that are retried
 * @param retention what happens to the last pod
 * @param terminationGrace the grace period of deletions, or the pod's own if empty
 */
public record TaskPolicy(
        Map<Budget, Duration> limits,
        int attempts,
        RetryOn retryOn,
        Retention retention,
        Optional<Duration> terminationGrace) {

    public TaskPolicy {
        limits = Map.copyOf(limits);
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1");
        }
    }

    /** The defaults: standard budgets, 3 attempts for pods that never started, and deletion of the pod. */
    public static TaskPolicy standard() {
        Map<Budget, Duration> limits = new EnumMap<>(Budget.class);
        for (Budget budget : Budget.values()) {
            budget.standard().ifPresent(limit -> limits.put(budget, limit));
        }
        return new TaskPolicy(limits, 3, RetryOn.standard(), Retention.DELETE, Optional.empty());
    }

    /** This policy with another limit. */
    public TaskPolicy withLimit(Budget budget, Duration limit) {
        Map<Budget, Duration> changed = new EnumMap<>(Budget.class);
        changed.putAll(limits);
        changed.put(budget, limit);
        return new TaskPolicy(changed, attempts, retryOn, retention, terminationGrace);
    }

    /** The limit of a budget. Empty for no limit. */
    public Optional<Duration> limit(Budget budget) {
        return Optional.ofNullable(limits.get(budget));
    }
}
