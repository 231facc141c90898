package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How attempts and the task end. Confined to one {@link Decision}. */
final class Endings {
    private final StageContext turn;

    Endings(StageContext turn) {
        this.turn = turn;
    }

    void cancel() {
        Ending ending = Messages.cancelled(
                turn.state.cancelled(),
                turn.state.attempt().mayExist(turn.now),
                turn.sight.requests.since().isEmpty()
                        && turn.sight.watch.since().isEmpty());
        turn.state = turn.state.with(ending).with(result(ending));
        boolean left = turn.state.attempt().mayExist(turn.now)
                || turn.state.attempt().ownedSecret().mayExist();
        turn.state = turn.state.at(left ? Stage.CLEAN : Stage.DONE);
    }

    /** The one deadline that decides without a look: the user asked not to wait for an API that does not answer. */
    void giveUpOnApi() {
        Optional<Duration> limit = turn.policy.limit(Budget.API_UNAVAILABLE);
        Optional<Instant> since = Stream.of(turn.sight.requests.since(), turn.sight.watch.since())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
        if (limit.isEmpty() || since.isEmpty()) {
            return;
        }
        Instant expiry = since.get().plus(limit.get());
        if (turn.now.isBefore(expiry)) {
            turn.wakeAt(expiry);
        } else if (isDecided()) {
            finish(turn.state.ending());
        } else {
            finish(Messages.apiUnavailable(limit.get(), turn.state.attempt().mayExist(turn.now)));
        }
    }

    /** What the last attempt came to is known; all that is waited for is its log, or that its pod goes. */
    private boolean isDecided() {
        return turn.state.stage() == Stage.DRAIN
                || turn.state.stage() == Stage.REPLACE
                || turn.state.stage() == Stage.PAUSE;
    }

    void conclude(Ending ending) {
        turn.state = turn.state.with(ending);
        if (turn.state.attempt().memory().ran() && !turn.state.attempt().drained()) {
            turn.state = turn.state.at(Stage.DRAIN);
        } else {
            afterDrain();
        }
    }

    /** A pod that was given up on and ran after all did so unseen: nobody knows how it ended. */
    Ending proven(Ending ending) {
        if (ending.reason().equals(Budget.RUN.timeoutReason())) {
            return ending;
        } else if (turn.ran()) {
            return Messages.ranAfterAll(ending);
        }
        // What was not bound when its deletion was accepted was removed in that very state; else the end must have been
        // seen.
        boolean proof = turn.state.attempt().node().isEmpty() || turn.sight.finalSeen;
        return proof ? ending : Messages.mayHaveRun(ending);
    }

    void afterDrain() {
        Ending ending = turn.state.ending();
        boolean again =
                turn.policy.retryOn().covers(ending) && turn.state.attempt().number() < turn.policy.attempts();
        if (!again) {
            finish(ending);
            return;
        }
        turn.commands.accept(
                new Command.Say(Messages.again(ending, turn.state.attempt().number(), turn.policy.attempts())));
        turn.state = turn.state.at(Stage.REPLACE);
    }

    void finish(Ending ending) {
        if (!turn.state.attempt().memory().ran()) {
            Messages.lastEvents(turn.sight.events).stream()
                    .map(Command.Say::new)
                    .forEach(turn.commands);
        }
        turn.state = turn.state.with(ending).with(result(ending));
        boolean kept = turn.policy.retention().keeps(ending.verdict()) && !givenUp(ending);
        turn.state = turn.state.at(last(kept));
    }

    private Stage last(boolean kept) {
        Attempt attempt = turn.state.attempt();
        boolean there = attempt.mayExist(turn.now);
        boolean secret = attempt.ownedSecret().mayExist();
        if (there && kept && !turn.anotherCame()) {
            return secret ? Stage.KEEP : Stage.DONE;
        }
        return there || secret || turn.anotherCame() ? Stage.CLEAN : Stage.DONE;
    }

    /** A pod of which something might still start or go on cannot be kept. */
    private boolean givenUp(Ending ending) {
        return ending.verdict() == Verdict.CANCELLED || !isOver();
    }

    /** Containers end before the pod's phase is final. Only a pod that ended before a restart may be unseen. */
    private boolean isOver() {
        if (turn.sight.pod == null) {
            return turn.state.stage() == Stage.DRAIN && turn.state.attempt().uid() != null;
        }
        List<ContainerSnapshot> containers = turn.sight.pod.containers().stream()
                .filter(container -> container.kind() != ContainerSnapshot.Kind.INIT)
                .toList();
        return turn.over()
                || (!containers.isEmpty()
                        && containers.stream()
                                .allMatch(container -> container.state() instanceof ContainerState.Terminated));
    }

    private TaskResult result(Ending ending) {
        Attempt attempt = turn.state.attempt();
        return new TaskResult(
                ending,
                turn.state.namespace(),
                attempt.podName(),
                attempt.uid(),
                attempt.node(),
                attempt.number(),
                turn.state.caused(null, turn.now).causes());
    }
}
