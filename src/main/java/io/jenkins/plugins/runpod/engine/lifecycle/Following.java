package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The stages in which the pod is followed, and given up on. Confined to one {@link Decision}. */
final class Following {
    /** The status lags the container: what is shown as being created gets this much more before it is given up. */
    private static final Duration STATUS_LAG = Duration.ofSeconds(20);

    private static final Duration FIRST_EVENTS = Duration.ofSeconds(10);
    private static final Duration LONGEST_EVENTS = Duration.ofMinutes(5);

    private final StageContext turn;
    private final StatusLines teller;
    private final Endings endings;
    private final SecretSteps secret;

    Following(StageContext turn, StatusLines teller, Endings endings, SecretSteps secret) {
        this.turn = turn;
        this.teller = teller;
        this.endings = endings;
        this.secret = secret;
    }

    void follow() {
        if (turn.state.attempt().gone()) {
            endings.conclude(Messages.ending(turn.sight.diagnosis));
            return;
        }
        turn.followLog();
        Diagnosis d = turn.sight.diagnosis;
        if (turn.sight.lookWanted) {
            turn.look(false);
        } else if (d != null) {
            teller.tell(d);
            secret.given();
            if (d.verdict().terminal()) {
                end(d);
            } else {
                waitOn(d);
            }
        }
        turn.lookWithoutWatch();
    }

    private void end(Diagnosis d) {
        if (!d.settled()) {
            d.recheckAt().filter(turn.now::isBefore).ifPresent(turn::wakeAt);
        } else if (d.verdict() != Verdict.PERMANENT || turn.over()) {
            endings.conclude(Messages.ending(d));
        } else if (turn.lookedAt(turn.sight.pod.resourceVersion())) {
            giveUp(Messages.ending(d));
        } else {
            turn.look(true);
        }
    }

    private void waitOn(Diagnosis d) {
        d.recheckAt().filter(turn.now::isBefore).ifPresent(turn::wakeAt);
        Optional<Instant> expiry = turn.state.ledger().expiry(turn.policy);
        if (expiry.isEmpty() || turn.now.isBefore(expiry.get())) {
            expiry.ifPresent(turn::wakeAt);
            readEvents(d);
            return;
        }
        Budget budget = turn.state.ledger().running();
        turn.sight.overdue = !turn.ran();
        boolean lagging = d.bound() && !turn.ran() && d.verdict() == Verdict.WAITING;
        Instant due = lagging ? expiry.get().plus(STATUS_LAG) : expiry.get();
        if (!turn.lookedSince(expiry.get())) {
            turn.look(!turn.ran());
        } else if (turn.now.isBefore(due)) {
            turn.wakeAt(due);
        } else if (!turn.lookedSince(due) || !turn.lookedAt(turn.sight.pod.resourceVersion())) {
            turn.look(!turn.ran());
        } else if (budget == Budget.NODE_LOST) {
            endings.conclude(Messages.nodeLost(d, turn.policy, turn.ran()).asExpired());
        } else {
            giveUp(Messages.expired(budget, d, turn.policy).asExpired());
        }
    }

    /** Some causes are only in events; they are read seldom, and less and less often. */
    private void readEvents(Diagnosis d) {
        if (!d.wantsEvents() || turn.ran()) {
            turn.sight.eventsAt = null;
            return;
        }
        if (turn.sight.eventsAt == null) {
            turn.sight.eventsAt = turn.now;
        }
        Duration pause = d.verdict() == Verdict.AMBIGUOUS && turn.sight.eventReads == 0
                ? Duration.ZERO
                : StageContext.doubled(FIRST_EVENTS, turn.sight.eventReads, LONGEST_EVENTS);
        Instant due = turn.sight.eventsAt.plus(pause);
        if (turn.now.isBefore(due)) {
            turn.wakeAt(due);
        } else if (turn.mayAsk()) {
            turn.sight.eventsAt = turn.now;
            turn.sight.eventReads++;
            boolean known = turn.sight.watch.since().isEmpty() && turn.sight.eventReads % 2 != 0;
            if (known) {
                turn.ask(new Command.ReadEvents(turn.state.attempt().uid()));
            } else {
                turn.look(true); // a watch can be dead without a word, and a status can lag for long
            }
        }
    }

    /** The deletion is bound to the state that was judged, so it cannot take a pod that has moved on since. */
    private void giveUp(Ending ending) {
        if (turn.state.attempt().mayLand(turn.now)) {
            turn.wakeAt(turn.state.attempt().landed()); // while the pod is there, its name keeps a late create out
        } else if (turn.mayAsk()) {
            turn.state = turn.state.with(ending).at(Stage.GIVE_UP);
            turn.ask(new Command.Delete(
                    turn.state.attempt().podName(),
                    turn.state.attempt().uid(),
                    Optional.of(turn.sight.pod.resourceVersion()),
                    turn.policy.terminationGrace()));
        }
    }

    /** The answer to the deletion was lost, or we are back after a crash: the pod itself tells. */
    void resolveGiveUp() {
        turn.followLog();
        if (turn.state.attempt().gone()) {
            endings.conclude(endings.proven(turn.state.ending()));
        } else if (turn.sight.busy) {
            return;
        } else if (turn.sight.lookWanted) {
            turn.look(false);
        } else if (turn.sight.diagnosis != null) {
            boolean terminating = turn.sight.diagnosis.terminating();
            turn.sight.deleteAccepted = terminating;
            turn.state = terminating
                    ? turn.state.at(Stage.VANISH)
                    : turn.state.with((Ending) null).at(Stage.FOLLOW);
        } else {
            turn.lookWithoutWatch();
        }
    }

    void vanish() {
        turn.followLog();
        if (turn.state.attempt().gone()) {
            endings.conclude(endings.proven(turn.state.ending()));
        } else if (turn.stuck()) {
            endings.conclude(Messages.stuck(turn.state.ending(), turn.policy).asExpired());
        }
    }
}
