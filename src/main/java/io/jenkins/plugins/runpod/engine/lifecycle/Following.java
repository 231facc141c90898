package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The stages in which the pod is followed, and given up on. Confined to one {@link Decision}. */
final class Following {
    /** The status lags the container: what is shown as being created gets this much more before it is given up. */
    private static final Duration STATUS_LAG = Duration.ofSeconds(20);

    private final StageContext context;
    private final StatusLines status;
    private final Endings endings;
    private final SecretSteps secret;
    private final FileSteps files;
    private final ImageSteps images;

    Following(StageContext context, StatusLines status, Endings endings, SecretSteps secret, FileSteps files) {
        this.images = new ImageSteps(context);
        this.context = context;
        this.status = status;
        this.endings = endings;
        this.secret = secret;
        this.files = files;
    }

    void follow() {
        assert context.attempt().uid() != null : context.state;
        Optional<Diagnosis> diagnosis = look().diagnosis();
        if (context.attempt().gone()) {
            endings.conclude(EndingMessages.ending(diagnosis.orElseThrow()));
            return;
        }
        context.followLog();
        if (look().isWanted()) {
            context.look();
        } else if (diagnosis.isPresent()) {
            Diagnosis d = diagnosis.get();
            status.tell(files.areAwaited() ? files.waitedFor() : d);
            secret.give();
            files.send();
            files.tellInterruption();
            Optional<Ending> elsewhere = images.change(d);
            if (elsewhere.isPresent()) {
                giveUpOnce(elsewhere.get());
            } else if (d.verdict().terminal()) {
                end(d);
            } else if (files.undeliverable().isPresent()) {
                giveUpOnce(FileMessages.undeliverable(files.undeliverable().get()));
            } else {
                waitOn(d);
            }
        }
        context.lookWithoutWatch();
    }

    private LastLook look() {
        return context.known.look();
    }

    private void end(Diagnosis d) {
        if (!d.settled()) {
            d.recheckAt().filter(context.now::isBefore).ifPresent(context::wakeAt);
        } else if (d.verdict() != Verdict.PERMANENT || context.over()) {
            endings.conclude(EndingMessages.ending(d));
        } else {
            giveUpOnce(EndingMessages.ending(d));
        }
    }

    /** Everything about this state of the pod is read first. */
    private void giveUpOnce(Ending ending) {
        if (look().sawAllOfThis()) {
            giveUp(ending);
        } else {
            context.lookFully();
        }
    }

    private void waitOn(Diagnosis d) {
        d.recheckAt().filter(context.now::isBefore).ifPresent(context::wakeAt);
        Optional<Instant> expiry = context.expiry();
        if (expiry.isEmpty() || context.now.isBefore(expiry.get())) {
            expiry.ifPresent(context::wakeAt);
            readEvents(d);
            if (expiry.isEmpty() && !context.ran()) {
                context.lookSeldom();
            }
        } else {
            judgeDeadline(d, expiry.get());
        }
    }

    /** A deadline decides nothing by itself: the pod is looked at after it, and once more after the lag of its status. */
    private void judgeDeadline(Diagnosis d, Instant expiry) {
        Budget budget = context.state.ledger().running();
        assert budget != Budget.NONE : "a deadline of no budget";
        boolean ran = context.ran();
        if (ran) {
            context.known.attempt().inTime();
        } else {
            context.known.attempt().overdue();
        }
        boolean lagging = d.bound() && !ran && d.verdict() == Verdict.WAITING;
        Instant due = lagging ? expiry.plus(STATUS_LAG) : expiry;
        boolean lookedAfter = look().sawAllSince(expiry);
        if (lookedAfter && context.now.isBefore(due)) {
            context.wakeAt(due);
        } else if (!lookedAfter || !look().sawAllSince(due) || !look().sawAllOfThis()) {
            lookAtDeadline();
        } else if (budget == Budget.STUCK_POD) {
            endings.conclude(EndingMessages.nodeLost(d, context.policy, ran).asExpired());
        } else {
            Ending ending =
                    budget == Budget.TRANSFER ? files.inputsStuck() : EndingMessages.expired(budget, d, context.policy);
            giveUp(ending.asExpired());
        }
    }

    /** Of what ran, events and log can tell no more. */
    private void lookAtDeadline() {
        if (context.ran()) {
            context.look();
        } else {
            context.lookFully();
        }
    }

    /** Some causes are only in events; they are read seldom, and less and less often. */
    private void readEvents(Diagnosis d) {
        EventReads events = context.known.attempt().events();
        if (!d.wantsEvents() || context.ran()) {
            events.notNeeded();
            return;
        }
        events.needed(context.now);
        Instant due = d.verdict() == Verdict.AMBIGUOUS ? events.urgentlyDue() : events.due();
        if (context.now.isBefore(due)) {
            context.wakeAt(due);
        } else {
            context.whenOpen(this::askForEvents);
        }
    }

    private void askForEvents() {
        EventReads events = context.known.attempt().events();
        events.asked(context.now);
        boolean watched = context.known.api().watchFailsSince().isEmpty();
        if (watched && !events.isWithLook()) {
            context.ask(new Command.ReadEvents(context.attempt().uid()));
        } else {
            context.lookFully(); // a watch can die silently, and a status can lag for long
        }
    }

    private void giveUp(Ending ending) {
        if (context.attempt().mayLand(context.now)) {
            context.wakeAt(context.attempt().landed()); // while the pod is there, its name keeps a late create out
            return;
        }
        context.whenChangeable(() -> {
            context.state = context.state.with(ending).at(Stage.GIVE_UP);
            deleteJudged();
        });
    }

    /** The deletion is bound to the state that was judged, so it cannot take a pod that has moved on since. */
    private void deleteJudged() {
        look().judgedForDeletion();
        context.ask(new Command.Delete(
                context.attempt().podName(),
                context.attempt().uid(),
                Optional.of(look().pod().orElseThrow().resourceVersion()),
                context.policy.terminationGrace()));
    }

    /** The answer to the deletion was lost, or we are back after a crash: the pod itself tells. */
    void resolveGiveUp() {
        context.followLog();
        if (context.attempt().gone()) {
            endings.conclude(endings.proven(context.state.ending()));
        } else if (context.known.api().isBusy()) {
            return;
        } else if (look().isWanted()) {
            context.lookFully();
        } else if (look().diagnosis().isEmpty()) {
            context.lookWithoutWatch();
        } else if (look().diagnosis().get().terminating()) {
            look().deletionSeen();
            context.enter(Stage.AWAIT_REMOVAL);
        } else if (look().isAsJudged() && !context.ran()) {
            look().noDeletionSeen();
            deleteAgain();
        } else {
            look().noDeletionSeen();
            context.state = context.state.with((Ending) null).at(Stage.FOLLOW);
        }
    }

    /** The pod is as it was judged, and the deletion was not carried out. If it was held back on our side, that costs nothing. */
    private void deleteAgain() {
        boolean failing = context.state.ledger().running() == Budget.STUCK_POD;
        Optional<Instant> expiry = failing ? context.expiry() : Optional.empty();
        if (expiry.isEmpty() || context.now.isBefore(expiry.get())) {
            expiry.ifPresent(context::wakeAt);
            context.whenChangeable(this::deleteJudged);
        } else if (look().sawAllSince(expiry.get())) {
            endings.conclude(EndingMessages.undeletable(context.state.ending(), context.policy, context.known.changes())
                    .asExpired());
        } else {
            context.lookFully();
        }
    }

    void awaitRemoval() {
        context.followLastLog();
        if (context.attempt().gone()) {
            endings.conclude(endings.proven(context.state.ending()));
        } else if (context.isStuck()) {
            endings.conclude(EndingMessages.stuck(
                            context.state.ending(),
                            context.policy,
                            context.attempt().memory().bound())
                    .asExpired());
        } else {
            context.awaitRemoval();
        }
    }
}
