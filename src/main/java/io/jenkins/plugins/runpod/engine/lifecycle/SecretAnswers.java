package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Folds what became of requests about the attempt's Secret into the state. Confined to one {@link Lifecycle}. */
final class SecretAnswers {
    private final Diagnoser diagnoser;
    private final Sight sight;
    private final RequestBackoff pace;

    SecretAnswers(Diagnoser diagnoser, Sight sight, RequestBackoff pace) {
        this.diagnoser = diagnoser;
        this.sight = sight;
        this.pace = pace;
    }

    TaskState fold(TaskState state, SecretAnswer answer, Instant now) {
        Attempt attempt = state.attempt();
        OwnedSecret secret = attempt.ownedSecret();
        if (answer instanceof SecretAnswer.Made made) {
            pace.answered();
            return state.with(attempt.with(secret.made(made.uid())));
        } else if (answer instanceof SecretAnswer.Taken) {
            return ended(state, Messages.secretNameTaken(state));
        } else if (answer instanceof SecretAnswer.Unreadable unreadable) {
            return ended(state, Messages.secretUnreadable(unreadable.why()));
        } else if (answer instanceof SecretAnswer.Refused busy && busy.status() == 429) {
            pace.failed(attempt.podName(), busy.message(), busy.retryAfter(), now);
            return state.with(attempt.with(secret.notMade()));
        } else if (answer instanceof SecretAnswer.Refused refused) {
            pace.answered();
            sight.refusal = diagnoser.createRefused(refused.status(), refused.reason(), refused.message());
            return state.with(attempt.with(secret.notMade()))
                    .notBefore(pace.afterRefusal(attempt.podName(), refused.retryAfter(), now));
        } else if (answer instanceof SecretAnswer.NotSent held) {
            pace.failed(attempt.podName(), held.why(), Optional.empty(), now);
            return state.with(attempt.with(secret.notMade()));
        } else if (answer instanceof SecretAnswer.HeldBack held) {
            sight.notBefore = held.until();
            pace.heldBack(held.why());
            return state.stage() == Stage.CREATE ? state.with(attempt.with(secret.notMade())) : state;
        } else if (answer instanceof SecretAnswer.Unknown unknown) {
            pace.failed(attempt.podName(), unknown.why(), Optional.empty(), now);
            return state;
        } else if (answer instanceof SecretAnswer.Given) {
            pace.answered();
            return state.with(attempt.with(secret.givenToPod()));
        } else if (answer instanceof SecretAnswer.Lost) {
            pace.answered();
            return state.with(attempt.with(secret.vanished()));
        } else if (answer instanceof SecretAnswer.NotGiven not) {
            sight.cannotGive = not.forbidden();
            notDone(not.forbidden(), Messages.secretNotGiven(not.why()), not.why(), not.retryAfter(), state, now);
            return state;
        } else if (answer instanceof SecretAnswer.NotDeleted not) {
            sight.secretStays = not.forbidden();
            notDone(not.forbidden(), Messages.secretStays(state, not.why()), not.why(), not.retryAfter(), state, now);
            return state;
        }
        pace.answered(); // deleted
        return state.with(attempt.with(OwnedSecret.none()));
    }

    private TaskState ended(TaskState state, Ending ending) {
        pace.answered();
        Attempt attempt = state.attempt();
        TaskState changed = state.with(attempt.with(attempt.ownedSecret().notMade()));
        return state.stage() == Stage.CREATE && state.ending() == null ? changed.with(ending) : changed;
    }

    private void notDone(
            boolean forbidden, String line, String why, Optional<Duration> retryAfter, TaskState state, Instant now) {
        if (forbidden) {
            pace.answered();
            pace.say(Optional.of(line));
        } else {
            pace.failed(state.attempt().podName(), why, retryAfter, now);
        }
    }
}
