package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.util.Optional;

/**
 * The Secret of an attempt: made before the pod, then given to it, and deleted where it does not go with the pod. Confined to one
 * {@link Decision}.
 */
final class SecretSteps {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final StageContext turn;

    SecretSteps(StageContext turn) {
        this.turn = turn;
    }

    private OwnedSecret secret() {
        return turn.state.attempt().ownedSecret();
    }

    /** Whether the pod has to wait for it. */
    boolean isMissing() {
        return turn.task.hasSecret() && !secret().exists();
    }

    /** Asks for its creation; the intent is part of the state first. */
    void make() {
        turn.state = turn.state
                .with(turn.state.attempt().with(secret().sending(turn.now)))
                .notBefore(null);
        turn.ask(new Command.MakeSecret(
                turn.state.attempt().number(), turn.state.attempt().podName()));
    }

    /** Whether nothing remains to be given to the pod; asks for it otherwise. Other requests go before one that failed. */
    boolean given() {
        OwnedSecret secret = secret();
        if (!secret.exists() || secret.owned() || turn.sight.cannotGive) {
            return true;
        }
        if (turn.now.isBefore(turn.sight.giveAt)) {
            turn.wakeAt(turn.sight.giveAt);
        } else if (turn.mayAsk()) {
            turn.sight.giveAt = turn.now.plus(StageContext.doubled(FIRST_PAUSE, turn.sight.gives++, LONGEST_PAUSE));
            turn.ask(new Command.GiveSecret(
                    turn.state.attempt().podName(),
                    secret.uid(),
                    turn.state.attempt().uid()));
        }
        return false;
    }

    /** Whether nothing is left of it that will not go by itself, now that the pod is gone; asks for that otherwise. */
    boolean settled() {
        OwnedSecret secret = secret();
        boolean goesWithPod = secret.owned() && !secret.hasUnanswered();
        if (!secret.mayExist() || goesWithPod || turn.sight.secretStays) {
            return true;
        }
        if (secret.mayLand(turn.now)) {
            turn.wakeAt(secret.landed());
        } else if (turn.mayAsk()) {
            Optional<String> known = secret.hasUnanswered() ? Optional.empty() : Optional.of(secret.uid());
            turn.ask(new Command.DeleteSecret(
                    turn.state.attempt().number(), turn.state.attempt().podName(), known));
        }
        return false;
    }
}
