package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import java.time.Duration;
import java.util.Optional;

/** Folds what became of requests about the attempt's Secret into the state. Confined to one {@link Lifecycle}. */
final class SecretAnswers implements SecretAnswer.Handler {
    private final StageContext context;
    private final Diagnoser diagnoser;

    SecretAnswers(StageContext context, Diagnoser diagnoser) {
        this.context = context;
        this.diagnoser = diagnoser;
    }

    private OwnedSecret secret() {
        return context.attempt().ownedSecret();
    }

    private void secret(OwnedSecret changed) {
        context.state = context.state.with(context.attempt().with(changed));
    }

    private SecretProgress progress() {
        return context.known.attempt().secret();
    }

    // --- made ---------------------------------------------------------------------------------------------------

    @Override
    public void on(SecretAnswer.Made made) {
        context.known.answered();
        secret(secret().made(made.uid()));
    }

    @Override
    public void on(SecretAnswer.Taken taken) {
        end(EndingMessages.secretNameTaken(context.state));
    }

    @Override
    public void on(SecretAnswer.Unreadable unreadable) {
        end(EndingMessages.secretUnreadable(unreadable.why()));
    }

    private void end(Ending ending) {
        context.known.answered();
        secret(secret().notMade());
        if (context.state.stage() == Stage.CREATE && context.state.ending() == null) {
            context.state = context.state.with(ending);
        }
    }

    @Override
    public void on(SecretAnswer.Refused refused) {
        context.known.answered();
        secret(secret().notMade());
        Diagnosis why = diagnoser.createRefused(refused.status(), refused.reason(), refused.message());
        context.state = context.state.notBefore(context.known
                .attempt()
                .creation()
                .refused(why, context.attempt().podName(), refused.retryAfter(), context.now));
    }

    @Override
    public void on(SecretAnswer.Unread unread) {
        context.createFailed(Diagnosis.waiting(Cause.SECRET_ENV_UNREAD, unread.why()), Optional.empty());
        secret(secret().notMade());
    }

    @Override
    public void on(SecretAnswer.NotSent unsent) {
        context.createFailed(Diagnosis.waiting(Cause.SECRET_CREATE_FAILS, unsent.why()), unsent.retryAfter());
        secret(secret().notMade());
    }

    @Override
    public void on(SecretAnswer.Unknown unknown) {
        context.createFailed(Diagnosis.waiting(Cause.SECRET_CREATE_FAILS, unknown.why()), Optional.empty());
    }

    @Override
    public void on(SecretAnswer.Contested contested) {
        context.known.contested(contested.why(), contested.until());
        if (context.state.stage() == Stage.CREATE) {
            secret(secret().notMade());
        }
    }

    // --- given to the pod ---------------------------------------------------------------------------------------

    @Override
    public void on(SecretAnswer.Given given) {
        context.known.changed();
        progress().given();
        secret(secret().givenToPod());
    }

    @Override
    public void on(SecretAnswer.Lost lost) {
        context.known.changed();
        secret(secret().vanished());
    }

    @Override
    public void on(SecretAnswer.NotGiven not) {
        if (progress().notGiven(not.outlook(), context.now)) {
            forbidden(Messages.secretNotGiven(not.why()));
        } else {
            failed(not.why(), not.retryAfter());
        }
    }

    // --- deleted ------------------------------------------------------------------------------------------------

    @Override
    public void on(SecretAnswer.Deleted deleted) {
        context.known.changed();
        secret(OwnedSecret.none());
    }

    @Override
    public void on(SecretAnswer.NotDeleted not) {
        if (progress().notDeleted(not.outlook(), context.now)) {
            forbidden(Messages.secretStays(context.state, not.why()));
        } else {
            failed(not.why(), not.retryAfter());
        }
    }

    private void forbidden(String line) {
        context.known.changed();
        context.say(line);
    }

    private void failed(String why, Optional<Duration> retryAfter) {
        context.known.unchanged(context.attempt().podName(), why, retryAfter, context.now);
    }
}
