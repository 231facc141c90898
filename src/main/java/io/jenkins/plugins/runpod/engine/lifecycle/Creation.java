package io.jenkins.plugins.runpod.engine.lifecycle;

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
        Optional<Diagnosis> refusal = refusal();
        boolean absent = context.known.look().absentAt().isPresent();
        if (context.state.ending() != null) {
            endings.conclude(context.state.ending());
        } else if (refusal.isPresent() && refusal.get().verdict() == Verdict.PERMANENT) {
            endings.conclude(Messages.refused(refusal.get()));
        } else if (context.known.api().isBusy()) {
            return;
        } else if (context.known.look().isWanted()) {
            context.look();
        } else if (context.known.attempt().creation().isExisting()
                && absent
                && context.attempt().firstSentAt() != null) {
            lost(Messages.vanishedUnseen());
        } else if (isIntentOld() && !absent) {
            context.look();
        } else if (isIntentOld()) {
            lost(Messages.vanishedUnseen());
        } else {
            createWhenDue();
        }
    }

    private Optional<Diagnosis> refusal() {
        return context.known.attempt().creation().refusal();
    }

    private void createWhenDue() {
        Optional<Diagnosis> refusal = refusal();
        AdmissionHold hold = context.known.attempt().admission();
        Optional<Instant> expiry = context.expiry();
        boolean expired = refusal.isPresent() && expiry.isPresent() && !context.now.isBefore(expiry.get());
        boolean askedSince = expired && context.known.api().askedSince(expiry.get());
        refusal.ifPresent(status::tell);
        boolean held = hold.lasts(context.now);
        Instant notBefore = context.state.notBefore();
        if ((askedSince || (expired && held)) && context.attempt().firstSentAt() == null) {
            endings.conclude(Messages.expired(Budget.SCHEDULE, refusal.get(), context.policy)
                    .asExpired());
        } else if (notBefore != null && context.now.isBefore(notBefore) && !expired) {
            context.wakeAt(notBefore);
            expiry.filter(moment -> refusal.isPresent()).ifPresent(context::wakeAt);
        } else if (held) {
            tell(hold.why().orElseThrow());
            context.wakeAt(hold.until());
        } else {
            context.whenOpen(this::ask);
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
            context.ask(new Command.Create(
                    context.attempt().number(), context.attempt().podName()));
        }
    }

    private void tell(Diagnosis hold) {
        String why = hold.message();
        if (!why.equals(context.known.attempt().told())) {
            context.known.attempt().told(why);
            context.say(why);
        }
    }

    private boolean isIntentOld() {
        Instant sent = context.attempt().lastSentAt();
        return sent != null && context.now.isAfter(sent.plus(INTENT_LIFE));
    }

    private void lost(Ending ending) {
        context.state = context.state.with(context.attempt().vanished());
        endings.conclude(ending);
    }
}
