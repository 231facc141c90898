package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tells the user what has changed. Confined to one {@link Decision}. */
final class StatusLines {
    private static final Duration WORTH_A_LINE = Duration.ofSeconds(3);

    private final StageContext context;
    private final BudgetMeter budgets;

    StatusLines(StageContext context, BudgetMeter budgets) {
        this.context = context;
        this.budgets = budgets;
    }

    /** Each change of cause is told once, and once more when it lasts, with what happens next and how much of which budget is left. */
    void tell(Diagnosis d) {
        KnownAttempt known = context.known.attempt();
        String cause = d.verdict() + " " + d.cause() + " " + d.container() + (d.lasting() ? " lasting" : "");
        if (d.verdict().terminal() || cause.equals(known.told())) {
            return;
        }
        Optional<Instant> due = dueAt(d).filter(context.now::isBefore);
        if (due.isPresent()) {
            context.wakeAt(due.get());
            return;
        }
        boolean nodeIsBack = known.told().startsWith(Verdict.RUNNING + " NodeLost") && !d.nodeLost();
        known.told(cause);
        budgets.account();
        context.say(
                nodeIsBack && d.verdict() == Verdict.RUNNING && !d.terminating()
                        ? Messages.nodeReportsAgain(d, context.state)
                        : Messages.change(d, context.state, context.policy, known.isOverdue(), context.now));
        if (d.verdict() == Verdict.RUNNING) {
            known.inTime();
        }
    }

    /** Normal progress without a message is worth a line only when it takes a while. Empty if it is at once. */
    private Optional<Instant> dueAt(Diagnosis d) {
        List<CauseSpan> causes = context.state.causes();
        boolean isNormal = d.verdict() == Verdict.WAITING && d.message().isEmpty();
        return isNormal && !causes.isEmpty()
                ? Optional.of(causes.get(causes.size() - 1).since().plus(WORTH_A_LINE))
                : Optional.empty();
    }
}
