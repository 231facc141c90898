package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The stages after an attempt is over: its log is read, its pod goes, another attempt follows or nothing does. Confined to one {@link Decision}. */
final class Removal {
    private static final Duration LANDING_LOOK = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final StageContext turn;
    private final Endings endings;
    private final SecretSteps secret;

    Removal(StageContext turn, Endings endings, SecretSteps secret) {
        this.turn = turn;
        this.endings = endings;
        this.secret = secret;
    }

    void drain() {
        turn.followLog();
        if (turn.state.attempt().drained()) {
            endings.afterDrain();
        } else if (!turn.sight.logEnding) {
            turn.sight.logEnding = true;
            turn.commands.accept(new Command.EndLog(turn.state.attempt().gone()));
        }
    }

    void replace() {
        if (turn.anotherCame()) {
            turn.look(false);
        } else if (turn.state.attempt().gone() && turn.state.attempt().mayLand(turn.now)) {
            catchLateCreate();
        } else if (turn.state.attempt().gone()) {
            if (secret.settled()) {
                turn.state = turn.state
                        .at(Stage.PAUSE)
                        .notBefore(turn.now.plus(StageContext.doubled(
                                FIRST_PAUSE, turn.state.attempt().number() - 1, LONGEST_PAUSE)));
            }
        } else if (turn.ran() && turn.state.ending().verdict() == Verdict.NEVER_STARTED) {
            endings.conclude(
                    Messages.ranAfterAll(turn.state.ending())); // a create that landed late has run: no further attempt
        } else if (turn.stuck()) {
            endings.finish(Messages.stuck(turn.state.ending(), turn.policy).asExpired());
        } else {
            remove();
        }
    }

    void pause() {
        if (turn.state.notBefore() != null && turn.now.isBefore(turn.state.notBefore())) {
            turn.wakeAt(turn.state.notBefore());
            return;
        }
        int number = turn.state.attempt().number() + 1;
        turn.sight.reset();
        Attempt next = Attempt.of(number, turn.task.podName(number));
        turn.state = turn.state.followedBy(next).notBefore(null).at(Stage.CREATE);
        turn.commands.accept(new Command.Say(Messages.attempt(number, turn.policy.attempts(), next.podName())));
    }

    void clean() {
        Attempt attempt = turn.state.attempt();
        if (turn.anotherCame()) {
            turn.look(false);
        } else if (!attempt.mayExist(turn.now)) {
            if (secret.settled()) {
                turn.state = turn.state.at(Stage.DONE);
            }
        } else if (attempt.uid() == null || attempt.gone()) {
            catchLateCreate();
        } else if (turn.state.cancelled() == null && attempt.mayLand(turn.now)) {
            turn.wakeAt(attempt.landed());
        } else {
            remove();
        }
    }

    /** The pod is kept, and its Secret with it: once the pod owns it, it goes when somebody deletes the pod. */
    void keep() {
        if (turn.state.attempt().gone()) {
            turn.state = turn.state.at(Stage.CLEAN);
        } else if (secret.given()) {
            turn.state = turn.state.at(Stage.DONE);
        }
    }

    /** Nobody knows yet whether the create made a pod: look for it until it can no longer land. */
    private void catchLateCreate() {
        Instant landed = turn.state.attempt().landed();
        if (turn.sight.busy) {
            return;
        } else if (turn.sight.absentAt != null && !turn.sight.absentAt.isBefore(landed)) {
            turn.state = turn.state.with(turn.state.attempt().vanished());
            turn.wakeAt(turn.now);
        } else if (turn.sight.absentAt != null && turn.now.isBefore(turn.sight.absentAt.plus(LANDING_LOOK))) {
            turn.wakeAt(turn.sight.absentAt.plus(LANDING_LOOK));
        } else {
            turn.look(false);
        }
    }

    private void remove() {
        if (turn.sight.lookWanted) {
            turn.look(false); // the deletion was refused because another pod has the name
        } else if (!turn.sight.deleteAccepted) {
            if (turn.mayAsk()) {
                turn.ask(new Command.Delete(
                        turn.state.attempt().podName(),
                        turn.state.attempt().uid(),
                        Optional.empty(),
                        turn.policy.terminationGrace()));
            }
        } else {
            turn.lookNowAndThen();
        }
    }
}
