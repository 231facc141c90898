package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The stage in which the pod is to exist and was not seen yet. Confined to one {@link Decision}. */
final class Creation {
    /** After this long an unanswered create is not repeated: its pod may have come, run and gone. */
    private static final Duration INTENT_LIFE = Duration.ofMinutes(5);

    private final StageContext context;
    private final StatusLines status;
    private final Endings endings;
    private final SecretSteps secret;

    Creation(StageContext context, StatusLines status, Endings endings, SecretSteps secret) {
        this.context = context;
        this.status = status;
        this.endings = endings;
        this.secret = secret;
    }

    void create() {
        confirmFailure();
        Optional<Diagnosis> refusal = refusal();
        boolean absent = context.known.look().absentAt().isPresent();
        if (context.state.ending() != null) {
            endings.conclude(context.state.ending());
        } else if (refusal.isPresent() && refusal.get().verdict() == Verdict.PERMANENT) {
            endings.conclude(EndingMessages.refused(refusal.get()));
        } else if (context.known.api().isBusy()) {
            return;
        } else if (context.known.look().isWanted()) {
            context.look();
        } else if (context.known.attempt().creation().isExisting() && absent && isUnanswered()) {
            lost(EndingMessages.vanishedUnseen());
        } else if (isUnanswered() && !context.attempt().mayLand(context.now)) {
            resolveUnanswered();
        } else {
            createWhenDue();
        }
    }

    /** A look was answered after a create that failed: it is the create that fails, and those of other tasks may as well. */
    private void confirmFailure() {
        if (context.known.api().isBusy() || context.known.look().isWanted()) {
            return;
        }
        context.known
                .attempt()
                .creation()
                .confirmFailure()
                .filter(why -> why.cause().equals(Cause.CREATE_FAILS.id()))
                .map(why -> new Command.CreatesFail(why.message()))
                .ifPresent(context.commands);
    }

    private Optional<Diagnosis> refusal() {
        return context.known.attempt().creation().refusal();
    }

    private boolean isUnanswered() {
        return context.attempt().firstSentAt() != null;
    }

    /** The create had no usable answer, and it can no longer make a pod: a look tells whether it did. */
    private void resolveUnanswered() {
        Attempt attempt = context.attempt();
        Optional<Instant> absentAt = context.known.look().absentAt().filter(asked -> !asked.isBefore(attempt.landed()));
        if (absentAt.isEmpty()) {
            context.look();
        } else if (absentAt.get().isAfter(attempt.lastSentAt().plus(INTENT_LIFE))) {
            lost(EndingMessages.vanishedUnseen());
        } else {
            context.state = context.state.with(attempt.neverCreated());
            createWhenDue();
        }
    }

    private void createWhenDue() {
        AdmissionHold hold = context.known.attempt().admission();
        boolean held = hold.lasts(context.now);
        Optional<Diagnosis> obstacle = context.known.attempt().costlyObstacle();
        obstacle.ifPresent(status::tell);
        Optional<Instant> expiry = obstacle.flatMap(why -> context.expiry()).map(this::afterDoubt);
        boolean expired = expiry.isPresent() && !context.now.isBefore(expiry.get());
        Instant notBefore = context.state.notBefore();
        if (expired && context.known.api().askedSince(expiry.get())) {
            expire(obstacle.get());
        } else if (expired && held) {
            context.look(); // whether the API answers at all
        } else if (notBefore != null && context.now.isBefore(notBefore) && !expired) {
            context.wakeAt(notBefore);
            expiry.ifPresent(context::wakeAt);
        } else if (held) {
            if (obstacle.isEmpty()) {
                tell(hold.why().orElseThrow());
            }
            context.wakeAt(hold.until());
            expiry.ifPresent(context::wakeAt);
        } else {
            context.whenOpen(this::ask);
        }
        if (isUnanswered()) {
            context.wakeAt(context.attempt().landed());
        }
    }

    /** Other waits, or the time without a controller, may have used up the budget before a refusal that may pass. */
    private Instant afterDoubt(Instant expiry) {
        return context.known
                .attempt()
                .creation()
                .countsFrom()
                .filter(expiry::isBefore)
                .orElse(expiry);
    }

    /** The budget is used up. Nothing more is created, and what was created without an answer is waited for. */
    private void expire(Diagnosis obstacle) {
        if (isUnanswered()) {
            if (!context.known.attempt().isOverdue()) {
                context.known.attempt().overdue();
                context.say(Messages.mayLand(context.attempt().landed(), context.now));
            }
        } else {
            endings.conclude(EndingMessages.expired(context.state.ledger().running(), obstacle, context.policy)
                    .asExpired());
        }
    }

    /** First whether the pod may be created, then for its Secret, then for the pod itself. */
    private void ask() {
        if (!context.known.attempt().admission().isAdmitted()) {
            context.askForAdmission();
        } else if (secret.isMissing()) {
            secret.make();
        } else {
            context.known.attempt().admission().used();
            context.known.look().mayAppear();
            context.state =
                    context.state.with(context.attempt().sending(context.now)).notBefore(null);
            Attempt attempt = context.attempt();
            context.ask(new Command.Create(attempt.number(), attempt.podName(), attempt.podVariant()));
        }
    }

    private void tell(Diagnosis hold) {
        String why = hold.message();
        if (!why.equals(context.known.attempt().told())) {
            context.known.attempt().told(why);
            context.say(why);
        }
    }

    private void lost(Ending ending) {
        context.state = context.state.with(context.attempt().vanished());
        endings.conclude(ending);
    }
}
