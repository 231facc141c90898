package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a task allows itself: budgets, attempts, what becomes of its pod. Comes from the caller at every start and
 * resume; it is not part of the saved state.
 *
 * @param limits the limit of each budget; a budget that is absent has none
 * @param attempts how many pods may be tried, at least 1
 * @param retryOn which ends may be followed by another attempt
 * @param retention what becomes of the last pod
 * @param terminationGrace the grace period of our deletions; empty: the pod's own
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

    /** The defaults of the design: standard budgets, three attempts for what never started, the pod is deleted. */
    public static TaskPolicy standard() {
        Map<Budget, Duration> limits = new EnumMap<>(Budget.class);
        for (Budget budget : Budget.values()) {
            budget.standard().ifPresent(limit -> limits.put(budget, limit));
        }
        return new TaskPolicy(limits, 3, RetryOn.standard(), Retention.DELETE, Optional.empty());
    }

    /** The same policy with another limit. */
    public TaskPolicy withLimit(Budget budget, Duration limit) {
        Map<Budget, Duration> changed = new EnumMap<>(Budget.class);
        changed.putAll(limits);
        changed.put(budget, limit);
        return new TaskPolicy(changed, attempts, retryOn, retention, terminationGrace);
    }

    /** The limit of a budget; empty for none. */
    public Optional<Duration> limit(Budget budget) {
        return Optional.ofNullable(limits.get(budget));
    }
}
