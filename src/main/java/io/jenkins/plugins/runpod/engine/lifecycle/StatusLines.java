package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Duration;
import java.time.Instant;

/** Tells the user what has changed. Confined to one {@link Decision}. */
final class StatusLines {
    private static final Duration WORTH_A_LINE = Duration.ofSeconds(3);

    private final StageContext turn;
    private final BudgetMeter accounts;

    StatusLines(StageContext turn, BudgetMeter accounts) {
        this.turn = turn;
        this.accounts = accounts;
    }

    /** Each change of cause is told once, with what happens next and how much of which budget is left. */
    void tell(Diagnosis d) {
        String cause = d.verdict() + " " + d.cause() + " " + d.container();
        if (d.verdict().terminal() || cause.equals(turn.sight.told) || isTooShort(d)) {
            return;
        }
        boolean nodeIsBack = turn.sight.told.startsWith(Verdict.RUNNING + " NodeLost") && !d.nodeLost();
        turn.sight.told = cause;
        accounts.account();
        turn.commands.accept(new Command.Say(
                nodeIsBack && d.verdict() == Verdict.RUNNING && !d.terminating()
                        ? Messages.nodeReportsAgain(d, turn.state)
                        : Messages.change(d, turn.state, turn.policy, turn.sight.overdue, turn.now)));
        if (d.verdict() == Verdict.RUNNING) {
            turn.sight.overdue = false;
        }
    }

    /** Normal progress without a word from Kubernetes is worth a line only when it takes a while. */
    private boolean isTooShort(Diagnosis d) {
        if (d.verdict() != Verdict.WAITING
                || !d.message().isEmpty()
                || turn.state.causes().isEmpty()) {
            return false;
        }
        Instant due =
                turn.state.causes().get(turn.state.causes().size() - 1).since().plus(WORTH_A_LINE);
        if (turn.now.isBefore(due)) {
            turn.wakeAt(due);
            return true;
        }
        return false;
    }
}
