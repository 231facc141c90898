package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.LastEvents;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.ContainerSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How attempts and the task end. Confined to one {@link Decision}. */
final class Endings {
    private final StageContext context;

    private final FileSteps files;

    Endings(StageContext context, FileSteps files) {
        this.context = context;
        this.files = files;
    }

    void cancel() {
        Ending ending = EndingMessages.cancelled(context.state.cancelled(), deletionAfterCancel());
        context.state = context.state.with(ending).with(result(ending));
        boolean left = context.attempt().mayExist(context.now)
                || context.attempt().ownedSecret().mayExist()
                || context.anotherCame();
        context.enter(left ? Stage.CLEAN : Stage.DONE);
    }

    private String deletionAfterCancel() {
        Attempt attempt = context.attempt();
        if (!attempt.mayExist(context.now)) {
            return "";
        } else if (context.known.api().failsSince().isPresent()) {
            return EndingMessages.deletesLater();
        }
        boolean failed = context.known.attempt().creation().refusal().isPresent();
        return attempt.uid() == null && failed ? EndingMessages.deletesIfItComes() : EndingMessages.deletes();
    }

    /** The one deadline that decides without a look: the user asked not to wait for an API that does not answer. */
    void giveUpOnApi() {
        Optional<Duration> limit = context.policy.limit(Budget.API_UNAVAILABLE);
        Optional<Instant> since = context.known.api().failsSince();
        if (limit.isEmpty() || since.isEmpty()) {
            return;
        }
        Instant expiry = since.get().plus(limit.get());
        if (context.now.isBefore(expiry)) {
            context.wakeAt(expiry);
        } else if (isDecided()) {
            finishWithoutApi(limit.get());
        } else {
            finish(EndingMessages.apiUnavailable(limit.get(), context.attempt().mayExist(context.now)));
        }
    }

    /** Outputs that have arrived need no API. Those that have not are out of reach. */
    private void finishWithoutApi(Duration limit) {
        boolean last = context.state.stage() == Stage.DRAIN || context.state.stage() == Stage.COLLECT;
        if (!last || !files.isLeft() || isTriedAgain()) {
            finish(context.state.ending());
        } else if (context.attempt().fileProgress().taken() == null) {
            TransferProblem problem = FileMessages.outputsOutOfReach(limit);
            judgeWithout(problem);
            finish(context.state.ending());
        }
    }

    /** What the last attempt came to is known; all that is waited for is its log, or that its pod goes. */
    private boolean isDecided() {
        Stage stage = context.state.stage();
        boolean over = stage == Stage.DRAIN || stage == Stage.COLLECT || stage == Stage.REPLACE || stage == Stage.PAUSE;
        return over && !context.state.ending().costsNothing();
    }

    void conclude(Ending decided) {
        Ending ending =
                decided.isPutBack() ? decided.followedBy(context.attempt().podVariant()) : decided;
        context.state = context.state.with(ending);
        if (context.attempt().memory().ran() && !context.attempt().drained()) {
            context.enter(Stage.DRAIN);
        } else {
            afterDrain();
        }
    }

    /** A pod that was given up on and ran after all did so unseen: its outcome is unknown. */
    Ending proven(Ending ending) {
        if (ending.reason().equals(Budget.RUN.timeoutReason())) {
            return ending;
        } else if (context.ran()) {
            return EndingMessages.ranAfterAll(ending);
        }
        // What was not bound when its deletion was accepted was removed in that very state; else the end must have been
        // seen.
        if (ending.costsNothing() && context.attempt().memory().ran()) {
            return EndingMessages.ranAfterAll(ending);
        }
        boolean proof =
                context.attempt().node().isEmpty() || context.known.look().isEndSeen();
        return proof ? ending : EndingMessages.mayHaveRun(ending);
    }

    /** The events that were read after the end may name its cause. It stays the same end. */
    void explain() {
        Ending ending = context.state.ending();
        context.known
                .look()
                .diagnosis()
                .filter(d ->
                        d.cause().equals(Cause.PROBE_FAILED.id()) && d.end().equals(ending.end()))
                .ifPresent(d -> context.state = context.state.with(EndingMessages.ending(d)));
    }

    void afterDrain() {
        if (!isTriedAgain() && files.isLeft()) {
            context.enter(Stage.COLLECT);
        } else {
            againOrFinish();
        }
    }

    /** Outputs that have arrived may be handed over already. Those of another attempt would be there besides. */
    private boolean isTriedAgain() {
        Ending ending = context.state.ending();
        return ending.costsNothing()
                || (context.policy.retryOn().covers(ending)
                        && context.state.attemptNumber() < context.policy.attempts()
                        && context.attempt().takenFiles().isEmpty());
    }

    /** A failure stays what it is. A success without its outputs is none. */
    void afterOutputs(Optional<TransferProblem> problem) {
        files.release();
        problem.ifPresent(this::judgeWithout);
        againOrFinish();
    }

    private void judgeWithout(TransferProblem problem) {
        if (context.state.ending().verdict() == Verdict.SUCCEEDED) {
            context.state = context.state.with(FileMessages.withoutOutputs(context.state.ending(), problem));
        } else {
            context.say(FileMessages.outputsLost(problem));
        }
    }

    private void againOrFinish() {
        Ending ending = context.state.ending();
        if (!isTriedAgain()) {
            finish(ending);
            return;
        }
        if (ending.isPutBack()) {
            context.say(Messages.putBack(ending));
        } else if (ending.costsNothing()) {
            context.say(Messages.givenUp(ending));
        } else {
            context.say(Messages.again(ending, context.state.attemptNumber(), context.policy.attempts()));
        }
        context.enter(Stage.REPLACE);
    }

    void finish(Ending ending) {
        lastEvents(ending).stream().map(Messages::event).forEach(context::say);
        context.state = context.state.with(ending).with(result(ending));
        boolean kept = context.policy.retention().keeps(ending.verdict()) && !givenUp(ending);
        context.enter(last(kept));
    }

    private List<PodEvent> lastEvents(Ending ending) {
        EventReads events = context.known.attempt().events();
        if (!context.attempt().memory().ran()) {
            return LastEvents.beforeStart(events.newest());
        }
        return ending.verdict() == Verdict.SUCCEEDED
                ? List.of()
                : LastEvents.afterStart(events.last(), ending.end().container());
    }

    private Stage last(boolean kept) {
        Attempt attempt = context.attempt();
        boolean there = attempt.mayExist(context.now);
        boolean secret = attempt.ownedSecret().mayExist();
        if (there && kept && !context.anotherCame()) {
            return secret || !files.isPodFree() ? Stage.KEEP : Stage.DONE;
        }
        return there || secret || context.anotherCame() ? Stage.CLEAN : Stage.DONE;
    }

    /** A pod of which something might still start or go on cannot be kept. */
    private boolean givenUp(Ending ending) {
        return ending.verdict() == Verdict.CANCELLED || !isOver();
    }

    /** Containers end before the pod's phase is final. Only a pod that ended before a restart may be unseen. */
    private boolean isOver() {
        Optional<PodSnapshot> pod = context.known.look().pod();
        if (pod.isEmpty()) {
            boolean ended = context.state.stage() == Stage.DRAIN || context.state.stage() == Stage.COLLECT;
            return ended && context.attempt().uid() != null;
        }
        List<ContainerSnapshot> containers = pod.get().containers().stream()
                .filter(container -> container.kind() != ContainerSnapshot.Kind.INIT && !container.isHelper())
                .toList();
        return context.over()
                || (!containers.isEmpty()
                        && containers.stream()
                                .allMatch(container -> container.state() instanceof ContainerState.Terminated));
    }

    private TaskResult result(Ending ending) {
        Attempt attempt = context.attempt();
        return new TaskResult(
                ending,
                context.state.namespace(),
                attempt.podName(),
                attempt.uid(),
                attempt.node(),
                context.state.attemptNumber(),
                context.state.caused(null, context.now).causes());
    }
}
