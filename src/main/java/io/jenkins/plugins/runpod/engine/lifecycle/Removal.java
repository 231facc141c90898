package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.time.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The stages after an attempt is over: its log is read, its pod goes, another attempt follows or nothing does. Confined to one {@link Decision}. */
final class Removal {
    private static final Duration LANDING_LOOK = Duration.ofSeconds(5);
    private static final Backoff ATTEMPT_PAUSES = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5));

    private final StageContext context;
    private final Endings endings;
    private final SecretSteps secret;
    private final FileSteps files;

    Removal(StageContext context, Endings endings, SecretSteps secret, FileSteps files) {
        this.context = context;
        this.endings = endings;
        this.secret = secret;
        this.files = files;
    }

    void drain() {
        context.followLog();
        boolean told = areEventsTold();
        if (context.attempt().drained() && told) {
            endings.explain();
            endings.afterDrain();
        } else {
            context.endLog();
        }
    }

    /** What failed is explained by its last events. There is one read, and none while the API fails, so no result waits for them. */
    private boolean areEventsTold() {
        if (context.state.ending().verdict() == Verdict.SUCCEEDED) {
            return true;
        }
        EventReads events = context.known.attempt().events();
        if (!events.isLastAsked() && context.known.api().isOpen(context.now)) {
            events.askedForLast();
            context.ask(new Command.ReadEvents(context.attempt().uid()));
        }
        return !context.known.api().isBusy();
    }

    void replace() {
        Attempt attempt = context.attempt();
        if (context.anotherCame()) {
            context.look();
        } else if (attempt.gone() && attempt.mayLand(context.now)) {
            catchLateCreate();
        } else if (attempt.gone() && secret.isSettled()) {
            context.state =
                    context.state.at(Stage.PAUSE).notBefore(context.now.plus(pauseAfter(context.state.ending())));
        } else if (attempt.gone()) {
            secret.delete();
        } else if (context.ran() && context.state.ending().verdict() == Verdict.NEVER_STARTED) {
            // A create that landed late has run: no further attempt.
            endings.conclude(EndingMessages.ranAfterAll(context.state.ending()));
        } else if (context.isStuck()) {
            endings.finish(EndingMessages.stuck(
                            context.state.ending(),
                            context.policy,
                            attempt.memory().bound())
                    .asExpired());
        } else {
            context.awaitRemoval();
            remove();
        }
    }

    private Duration pauseAfter(Ending ending) {
        if (ending.isPutBack()) {
            return ATTEMPT_PAUSES.pause(context.attempt().number() - 1);
        }
        return ending.costsNothing() ? Duration.ZERO : ATTEMPT_PAUSES.pause(context.state.attemptNumber() - 1);
    }

    void pause() {
        Instant notBefore = context.state.notBefore();
        if (notBefore != null && context.now.isBefore(notBefore)) {
            context.wakeAt(notBefore);
            return;
        }
        int number = context.attempt().number() + 1;
        context.known.nextAttempt();
        Ending ending = context.state.ending();
        PodVariant variant = ending.costsNothing()
                ? ending.next()
                : context.task.next(context.attempt().podVariant(), ending);
        Attempt next = Attempt.of(number, context.task.podName(number), variant);
        context.state = context.state.followedBy(next).notBefore(null).at(Stage.CREATE);
        context.say(Messages.attempt(context.state, context.policy.attempts()));
    }

    void clean() {
        Attempt attempt = context.attempt();
        if (context.anotherCame()) {
            context.look();
        } else if (!attempt.mayExist(context.now) && secret.isSettled()) {
            context.enter(Stage.DONE);
        } else if (!attempt.mayExist(context.now)) {
            secret.delete();
        } else if (attempt.uid() == null || attempt.gone()) {
            catchLateCreate();
        } else if (context.state.cancelled() == null && attempt.mayLand(context.now)) {
            context.wakeAt(attempt.landed());
        } else {
            remove();
        }
    }

    /**
     * The pod is kept, and its Secret with it. Once the pod owns it, it goes with the pod. The container that waits for its outputs to be
     * taken must end, because it would use its node for ever. So a pod in which it does not end is deleted.
     */
    void keep() {
        if (context.attempt().gone()) {
            context.enter(Stage.CLEAN);
        } else if (secret.isKept() && files.isPodFree()) {
            context.enter(Stage.DONE);
        } else {
            if (!secret.isKept()) {
                secret.keep();
            }
            if (!files.isPodFree()) {
                free();
            }
        }
    }

    private void free() {
        files.release();
        if (context.known.look().pod().isEmpty()) {
            context.look(); // after a restart
        } else if (files.isStuck()) {
            context.enter(Stage.CLEAN);
        } else {
            context.lookWithoutWatch();
        }
    }

    /** Nobody knows yet whether the create made a pod: look for it until it can no longer land. */
    private void catchLateCreate() {
        Instant landed = context.attempt().landed();
        Optional<Instant> absentAt = context.known.look().absentAt();
        if (context.known.api().isBusy()) {
            return;
        } else if (absentAt.isPresent() && !absentAt.get().isBefore(landed)) {
            context.state = context.state.with(context.attempt().vanished());
            context.wakeAt(context.now);
        } else if (absentAt.isPresent() && context.now.isBefore(absentAt.get().plus(LANDING_LOOK))) {
            context.wakeAt(absentAt.get().plus(LANDING_LOOK));
        } else {
            context.look();
        }
    }

    private void remove() {
        if (context.known.look().isWanted()) {
            context.look(); // the deletion was refused because another pod has the name
        } else if (context.known.look().isDeletionAccepted()) {
            context.lookNowAndThen();
        } else {
            context.whenChangeable(() -> context.ask(new Command.Delete(
                    context.attempt().podName(),
                    context.attempt().uid(),
                    Optional.empty(),
                    context.policy.terminationGrace())));
        }
    }
}
