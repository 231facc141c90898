package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The stage in which the pod is to exist and was not seen yet. Confined to one {@link Decision}. */
final class Creation {
    /** After this long an unanswered create is not repeated: its pod may have come, run and gone. */
    private static final Duration INTENT_LIFE = Duration.ofMinutes(5);

    private final StageContext turn;
    private final StatusLines teller;
    private final Endings endings;
    private final SecretSteps secret;

    Creation(StageContext turn, StatusLines teller, Endings endings, SecretSteps secret) {
        this.turn = turn;
        this.teller = teller;
        this.endings = endings;
        this.secret = secret;
    }

    void create() {
        if (turn.state.ending() != null) {
            endings.conclude(turn.state.ending());
        } else if (turn.sight.refusal != null && turn.sight.refusal.verdict() == Verdict.PERMANENT) {
            endings.conclude(Messages.refused(turn.sight.refusal));
        } else if (turn.sight.busy) {
            return;
        } else if (turn.sight.lookWanted) {
            turn.look(false);
        } else if (turn.sight.existed
                && turn.sight.absentAt != null
                && turn.state.attempt().firstSentAt() != null) {
            lost(Messages.vanishedUnseen());
        } else if (intentIsOld()) {
            if (turn.sight.absentAt == null) {
                turn.look(false);
            } else {
                lost(Messages.vanishedUnseen());
            }
        } else {
            createWhenDue();
        }
    }

    private void createWhenDue() {
        Optional<Instant> expiry = turn.state.ledger().expiry(turn.policy);
        boolean expired = turn.sight.refusal != null && expiry.isPresent() && !turn.now.isBefore(expiry.get());
        boolean askedSince = expired && turn.sight.askedAt != null && !turn.sight.askedAt.isBefore(expiry.get());
        if (turn.sight.refusal != null) {
            teller.tell(turn.sight.refusal);
        }
        boolean held = turn.sight.hold != null && turn.now.isBefore(turn.sight.heldUntil);
        if ((askedSince || (expired && held)) && turn.state.attempt().firstSentAt() == null) {
            endings.conclude(Messages.expired(Budget.SCHEDULE, turn.sight.refusal, turn.policy)
                    .asExpired());
        } else if (turn.state.notBefore() != null && turn.now.isBefore(turn.state.notBefore()) && !expired) {
            turn.wakeAt(turn.state.notBefore());
            if (turn.sight.refusal != null) {
                expiry.ifPresent(turn::wakeAt);
            }
        } else if (held) {
            tellHold();
            turn.wakeAt(turn.sight.heldUntil);
        } else if (turn.mayAsk() && !turn.sight.admitted) {
            turn.sight.busy = true;
            turn.commands.accept(new Command.Admit(turn.state.ledger().since()));
        } else if (turn.mayAsk() && secret.isMissing()) {
            secret.make();
        } else if (turn.mayAsk()) {
            turn.sight.admitted = false;
            turn.state = turn.state.with(turn.state.attempt().sending(turn.now)).notBefore(null);
            turn.sight.absentAt = null;
            turn.ask(new Command.Create(
                    turn.state.attempt().number(), turn.state.attempt().podName()));
        }
    }

    private void tellHold() {
        String why = turn.sight.hold.message();
        if (!why.equals(turn.sight.told)) {
            turn.sight.told = why;
            turn.commands.accept(new Command.Say(why));
        }
    }

    private boolean intentIsOld() {
        Instant sent = turn.state.attempt().lastSentAt();
        return sent != null && turn.now.isAfter(sent.plus(INTENT_LIFE));
    }

    private void lost(Ending ending) {
        turn.state = turn.state.with(turn.state.attempt().vanished());
        endings.conclude(ending);
    }
}
