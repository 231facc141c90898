package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The time spent of each {@link Budget}, and the running budget with its start. Immutable, and part of the saved state.
 *
 * <p>Only an instant is stored for the running budget. So the downtime of a controller is charged to the budget that
 * ran at its end. A clock that is set back spends nothing and refunds nothing.
 *
 * @param spentMillis the time spent before {@code since}, in milliseconds
 * @param running the budget that runs
 * @param since when it began to run
 */
public record Ledger(Map<Budget, Long> spentMillis, Budget running, Instant since) {

    public Ledger {
        spentMillis = Map.copyOf(spentMillis);
    }

    /** A ledger with nothing spent and nothing running. */
    public static Ledger empty(Instant now) {
        return new Ledger(Map.of(), Budget.NONE, now);
    }

    /**
     * This ledger with {@code budget} running from now on. Unchanged if that budget already runs. What measures one standstill
     * begins anew.
     */
    public Ledger run(Budget budget, Instant now) {
        if (budget == running) {
            return this;
        }
        Map<Budget, Long> spent = new EnumMap<>(Budget.class);
        spent.putAll(spentMillis);
        if (running != Budget.NONE) {
            spent.put(running, spent(running, now).toMillis());
        }
        if (budget.isOfOneStandstill()) {
            spent.remove(budget);
        }
        return new Ledger(spent, budget, now);
    }

    /** This ledger with nothing spent of a budget. */
    public Ledger renewed(Budget budget, Instant now) {
        Map<Budget, Long> spent = new EnumMap<>(Budget.class);
        spent.putAll(spentMillis);
        spent.remove(budget);
        return new Ledger(spent, running, budget == running ? now : since);
    }

    /** The time spent of a budget until now. */
    public Duration spent(Budget budget, Instant now) {
        long millis = spentMillis.getOrDefault(budget, 0L);
        if (budget == running) {
            millis += Math.max(0, Duration.between(since, now).toMillis());
        }
        return Duration.ofMillis(millis);
    }

    /** The time left of a budget now. Empty if it has no limit. Never negative. */
    public Optional<Duration> left(Budget budget, TaskPolicy policy, Instant now) {
        return policy.limit(budget)
                .map(limit -> limit.minus(spent(budget, now)))
                .map(Ledger::notNegative);
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    /** When the running budget expires under this policy, which may be in the past. */
    public Optional<Instant> expiry(TaskPolicy policy) {
        return policy.limit(running).map(limit -> since.plus(limit).minusMillis(spentMillis.getOrDefault(running, 0L)));
    }
}
