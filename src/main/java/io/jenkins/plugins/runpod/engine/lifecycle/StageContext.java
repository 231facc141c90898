package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is known at one moment of a task, and the wishes that come of it: requests, one at a time, and when to wake. The
 * stages share it. Confined to one {@link Lifecycle}.
 */
final class StageContext {
    /** A watch that tells nothing is replaced by a look now and then; so it is found out whether requests are answered again. */
    private static final Duration WATCHLESS_LOOK = Duration.ofSeconds(30);

    private static final Duration REMOVAL_LOOK = Duration.ofSeconds(60);
    private static final Duration SELDOM_LOOK = Duration.ofHours(1);

    final Task task;
    final TaskPolicy policy;
    final Knowledge known;
    final Consumer<Command> commands;
    TaskState state;
    Instant now;
    private Instant wake;

    StageContext(Task task, TaskPolicy policy, Knowledge known, Consumer<Command> commands) {
        this.task = task;
        this.policy = policy;
        this.known = known;
        this.commands = commands;
    }

    void begin(TaskState current, Instant moment) {
        state = current;
        now = moment;
        wake = null;
    }

    // --- what is known ------------------------------------------------------------------------------------------

    Attempt attempt() {
        return state.attempt();
    }

    /** An answer can come after the attempt that asked. */
    boolean isCurrent(String podName) {
        return podName.equals(state.attempt().podName());
    }

    boolean ran() {
        return state.attempt().memory().resultRan();
    }

    boolean over() {
        return state.attempt().gone()
                || known.look()
                        .pod()
                        .filter(pod ->
                                pod.phase().equals("Failed") || pod.phase().equals("Succeeded"))
                        .isPresent();
    }

    /** The attempt's pod is gone, and its name has been taken by a create that was never answered. */
    boolean anotherCame() {
        return state.attempt().gone() && known.look().isWanted();
    }

    /** When the running budget is used up; empty if it has no limit. */
    Optional<Instant> expiry() {
        return state.ledger().expiry(policy);
    }

    /** Whether the node-lost budget is used up and the pod was still there when it was looked at after that. */
    boolean isStuck() {
        Optional<Instant> expiry = expiry().filter(moment -> !now.isBefore(moment));
        return expiry.isPresent()
                && isRemovalCheckedSince(expiry.get())
                && !known.api().isBusy();
    }

    private boolean isRemovalCheckedSince(Instant moment) {
        return known.look()
                .removalCheckedAt()
                .filter(checked -> !checked.isBefore(moment))
                .isPresent();
    }

    /** When the task wants to go on if nothing else happens before; empty for never. */
    Optional<Instant> wake() {
        return Optional.ofNullable(wake);
    }

    // --- what is asked for --------------------------------------------------------------------------------------

    void followLog() {
        if (ran() && !state.attempt().drained() && !known.attempt().isLogFollowed()) {
            known.attempt().logFollowed();
            commands.accept(new Command.FollowLog(
                    state.attempt().podName(), state.attempt().uid()));
        }
    }

    /** The log no longer grows. */
    void endLog() {
        if (!state.attempt().drained() && !known.attempt().isLogEnding()) {
            known.attempt().logEnding();
            commands.accept(new Command.EndLog(state.attempt().gone()));
        }
    }

    /** Whether the result container of the pod that was seen last has ended. */
    private boolean resultEnded() {
        return known.look()
                .pod()
                .flatMap(pod -> pod.result(task.resultContainer()))
                .filter(container -> container.state() instanceof ContainerState.Terminated)
                .isPresent();
    }

    /** Follows the log of a pod that goes. Once its container has ended, the log is read to its end, because it goes with the pod. */
    void followLastLog() {
        followLog();
        if (known.attempt().isLogFollowed() && resultEnded()) {
            endLog();
        }
    }

    /** Looks now and then whether the pod has gone, and once more when the node-lost budget is used up. */
    void awaitRemoval() {
        Optional<Instant> expiry = expiry();
        if (expiry.isEmpty() || now.isBefore(expiry.get())) {
            expiry.ifPresent(this::wakeAt);
            lookNowAndThen();
        } else if (!isRemovalCheckedSince(expiry.get())) {
            checkRemoval();
        }
    }

    void lookNowAndThen() {
        if (known.look().removalCheckedAt().isEmpty()) {
            known.look().removalChecked(now);
        }
        Instant due = known.look().removalCheckedAt().orElseThrow().plus(REMOVAL_LOOK);
        if (now.isBefore(due)) {
            wakeAt(due);
        } else {
            checkRemoval();
        }
    }

    private void checkRemoval() {
        whenOpen(() -> {
            known.look().removalChecked(now);
            ask(new Command.Look(state.attempt().podName(), Command.Look.Scope.POD));
        });
    }

    void lookWithoutWatch() {
        Optional<Instant> failing = known.api().watchFailsSince().or(known.api()::requestsFailSince);
        if (failing.isEmpty()) {
            return;
        }
        Instant since = failing.get();
        Instant last =
                known.api().askedAt().filter(asked -> !asked.isBefore(since)).orElse(since);
        if (now.isBefore(last.plus(WATCHLESS_LOOK))) {
            wakeAt(last.plus(WATCHLESS_LOOK));
        } else {
            look();
        }
    }

    /** A watch can die silently, and a wait without a limit has no deadline at which the pod is looked at. */
    void lookSeldom() {
        Optional<Instant> due = known.api().askedAt().map(asked -> asked.plus(SELDOM_LOOK));
        if (due.isPresent() && now.isBefore(due.get())) {
            wakeAt(due.get());
        } else {
            look();
        }
    }

    void look() {
        whenOpen(() -> ask(new Command.Look(state.attempt().podName(), Command.Look.Scope.POD)));
    }

    /** Reads the pod with its events and its log. */
    void lookFully() {
        whenOpen(() -> ask(new Command.Look(state.attempt().podName(), Command.Look.Scope.EVERYTHING)));
    }

    /** Sends a request if it may be sent now; else comes back when it may. */
    void whenOpen(Runnable request) {
        if (known.api().isOpen(now)) {
            request.run();
        } else if (!known.api().isBusy()) {
            wakeAt(known.api().notBefore());
        }
    }

    /** Sends a request that changes something if it may be sent now; else comes back when it may. */
    void whenChangeable(Runnable request) {
        if (now.isBefore(known.changes().notBefore())) {
            wakeAt(known.changes().notBefore());
        } else {
            whenOpen(request);
        }
    }

    void ask(Command.Request request) {
        known.api().sent(now);
        commands.accept(request);
    }

    /** What was to be created could not be. Only a look tells whether it is the API that fails, or the create alone. */
    void createFailed(Diagnosis why, Optional<Duration> retryAfter) {
        known.notDone(retryAfter, now);
        if (state.stage() == Stage.CREATE) {
            known.look().want();
            state = state.notBefore(
                    known.attempt().creation().failed(why, state.attempt().podName(), retryAfter, now));
        }
    }

    void askForAdmission() {
        known.api().askedForAdmission(now);
        commands.accept(new Command.Admit(
                state.ledger().since(),
                attempt().podVariant(),
                attempt().isOpen() && !known.attempt().creation().isExisting()));
    }

    void wakeAt(Instant moment) {
        if (wake == null || moment.isBefore(wake)) {
            wake = moment;
        }
    }

    void say(String line) {
        known.say(line);
    }

    void enter(Stage next) {
        state = state.at(next);
    }
}
