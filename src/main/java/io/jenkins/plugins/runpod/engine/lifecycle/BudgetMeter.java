package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;

/** Which budget runs, and what is waited for. Confined to one {@link Decision}. */
final class BudgetMeter {
    private final StageContext turn;

    BudgetMeter(StageContext turn) {
        this.turn = turn;
    }

    void account() {
        turn.state =
                turn.state.with(turn.state.ledger().run(budget(), turn.now)).caused(span(), turn.now);
    }

    private Budget budget() {
        return switch (turn.state.stage()) {
            // An API that does not answer, or a turn that has not come, costs nothing; a refusal that may pass does.
            case CREATE -> turn.sight.refusal == null ? Budget.NONE : Budget.SCHEDULE;
            case FOLLOW, GIVE_UP ->
                turn.sight.diagnosis == null ? turn.state.ledger().running() : budgetOf(turn.sight.diagnosis);
            case VANISH, REPLACE -> Budget.NODE_LOST;
            case DRAIN, PAUSE, CLEAN, KEEP, DONE -> Budget.NONE;
        };
    }

    private Budget budgetOf(Diagnosis d) {
        if (d.verdict().terminal()) {
            return Budget.NONE;
        }
        if (d.terminating() || (turn.ran() && d.nodeLost())) {
            return Budget.NODE_LOST;
        }
        if (turn.ran()) {
            return Budget.RUN;
        }
        if (!d.bound()) {
            return Budget.SCHEDULE;
        }
        return switch (d.verdict()) {
            case RATE_LIMITED -> Budget.RATE_LIMIT;
            case AMBIGUOUS -> Budget.GRACE;
            default -> Budget.START;
        };
    }

    private CauseSpan span() {
        Diagnosis d = turn.state.stage() == Stage.CREATE ? turn.sight.obstacle().orElse(null) : turn.sight.diagnosis;
        boolean waiting = d != null
                && (turn.state.stage() == Stage.CREATE
                        || turn.state.stage() == Stage.FOLLOW
                        || turn.state.stage() == Stage.GIVE_UP)
                && !d.verdict().terminal()
                && (d.verdict() != Verdict.RUNNING || d.nodeLost());
        return waiting
                ? new CauseSpan(
                        turn.state.attempt().number(),
                        d.verdict(),
                        d.cause(),
                        d.container(),
                        d.message(),
                        turn.now,
                        null)
                : null;
    }
}
