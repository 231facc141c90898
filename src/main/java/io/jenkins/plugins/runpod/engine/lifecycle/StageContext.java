package io.jenkins.plugins.runpod.engine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** What is known at one moment of a task, and the wishes that come of it: requests, one at a time, and when to wake. The stages share it. Confined to one {@link Decision}. */
final class StageContext {
    /** A watch that tells nothing is replaced by a look now and then; so it is found out whether requests are answered again. */
    private static final Duration WATCHLESS_LOOK = Duration.ofSeconds(30);

    private static final Duration CLEAN_LOOK = Duration.ofSeconds(60);

    final Task task;
    final TaskPolicy policy;
    final Sight sight;
    final Consumer<Command> commands;
    TaskState state;
    Instant now;
    Instant wake;

    StageContext(Task task, TaskPolicy policy, Sight sight, Consumer<Command> commands) {
        this.task = task;
        this.policy = policy;
        this.sight = sight;
        this.commands = commands;
    }

    void begin(TaskState current, Instant moment) {
        state = current;
        now = moment;
        wake = null;
    }

    boolean ran() {
        return state.attempt().memory().resultRan();
    }

    boolean over() {
        return state.attempt().gone()
                || (sight.pod != null
                        && (sight.pod.phase().equals("Failed")
                                || sight.pod.phase().equals("Succeeded")));
    }

    /** The attempt's pod is gone, and its name has been taken by a create that was never answered. */
    boolean anotherCame() {
        return state.attempt().gone() && sight.lookWanted;
    }

    boolean lookedSince(Instant moment) {
        return sight.fullLookAt != null && !sight.fullLookAt.isBefore(moment);
    }

    boolean lookedAt(String resourceVersion) {
        return resourceVersion.equals(sight.fullLookVersion);
    }

    void followLog() {
        if (ran() && !state.attempt().drained() && !sight.logFollowed) {
            sight.logFollowed = true;
            commands.accept(new Command.FollowLog(
                    state.attempt().podName(), state.attempt().uid()));
        }
    }

    /** Whether the node-lost budget is used up and the pod was still there when it was looked at after that. */
    boolean stuck() {
        Optional<Instant> expiry = state.ledger().expiry(policy);
        if (expiry.isEmpty() || now.isBefore(expiry.get())) {
            expiry.ifPresent(this::wakeAt);
            lookNowAndThen();
            return false;
        }
        if (sight.cleanLookAt == null || sight.cleanLookAt.isBefore(expiry.get())) {
            lookAgain();
            return false;
        }
        return !sight.busy;
    }

    void lookNowAndThen() {
        if (sight.cleanLookAt == null) {
            sight.cleanLookAt = now;
        }
        Instant due = sight.cleanLookAt.plus(CLEAN_LOOK);
        if (now.isBefore(due)) {
            wakeAt(due);
        } else {
            lookAgain();
        }
    }

    void lookAgain() {
        if (mayAsk()) {
            sight.cleanLookAt = now;
            look(false);
        }
    }

    void lookWithoutWatch() {
        Optional<Instant> trouble = sight.watch.since().or(sight.requests::since);
        if (trouble.isEmpty()) {
            return;
        }
        Instant since = trouble.get();
        Instant last = sight.askedAt == null || sight.askedAt.isBefore(since) ? since : sight.askedAt;
        if (now.isBefore(last.plus(WATCHLESS_LOOK))) {
            wakeAt(last.plus(WATCHLESS_LOOK));
        } else {
            look(false);
        }
    }

    void look(boolean full) {
        if (mayAsk()) {
            ask(new Command.Look(state.attempt().podName(), full));
        }
    }

    boolean mayAsk() {
        if (!sight.busy && now.isBefore(sight.notBefore)) {
            wakeAt(sight.notBefore);
        }
        return !sight.busy && !now.isBefore(sight.notBefore);
    }

    void ask(Command request) {
        sight.busy = true;
        sight.askedAt = now;
        commands.accept(request);
    }

    void wakeAt(Instant moment) {
        if (wake == null || moment.isBefore(wake)) {
            wake = moment;
        }
    }

    static Duration doubled(Duration first, int times, Duration longest) {
        return Duration.ofMillis(Math.min(longest.toMillis(), first.toMillis() << Math.min(times, 16)));
    }
}
