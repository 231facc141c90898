package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory;
import io.jenkins.plugins.runpod.engine.diagnosis.PodClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What to do from here: the level-triggered half of {@link Lifecycle}. Each stage has one method that looks at what is
 * known and either waits, asks for one request, or moves on to another stage.
 */
final class Decision {
    /** The status lags the container: what is shown as being created gets this much more before it is given up. */
    static final Duration STATUS_LAG = Duration.ofSeconds(20);
    /** After this long an unanswered create is not repeated: its pod may have come, run and gone. */
    static final Duration INTENT_LIFE = Duration.ofMinutes(5);

    private static final Duration WORTH_A_LINE = Duration.ofSeconds(3);

    /** A watch that tells nothing is replaced by a look now and then. */
    private static final Duration WATCHLESS_LOOK = Duration.ofSeconds(30);

    private static final Duration LANDING_LOOK = Duration.ofSeconds(5);
    private static final Duration CLEAN_LOOK = Duration.ofSeconds(60);
    private static final Duration FIRST_EVENTS = Duration.ofSeconds(10);
    private static final Duration LONGEST_EVENTS = Duration.ofMinutes(5);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Task task;
    private final TaskPolicy policy;
    private final Sight sight;
    private final Consumer<Command> commands;
    private TaskState state;
    private Instant now;
    private Instant wake;

    Decision(Task task, TaskPolicy policy, Sight sight, Consumer<Command> commands) {
        this.task = task;
        this.policy = policy;
        this.sight = sight;
        this.commands = commands;
    }

    TaskState decide(TaskState current, Instant moment) {
        state = current;
        now = moment;
        wake = null;
        if (state.cancelled() != null && state.result() == null) {
            cancel();
        }
        if (state.result() == null) {
            giveUpOnApi();
        }
        Stage before;
        do {
            before = state.stage();
            account();
            step();
        } while (state.stage() != before);
        account();
        if (state.result() != null && !sight.delivered) {
            sight.delivered = true;
            commands.accept(new Command.Finish(state.result()));
        }
        if (wake != null) {
            commands.accept(new Command.Wake(wake));
        }
        if (state.stage() == Stage.DONE && !sight.settled) {
            sight.settled = true;
            commands.accept(new Command.Settle());
        }
        return state;
    }

    /** The one deadline that decides without a look: the user asked not to wait for an API that does not answer. */
    private void giveUpOnApi() {
        Optional<Duration> limit = policy.limit(Budget.API_UNAVAILABLE);
        Optional<Instant> since = Stream.of(sight.requests.since(), sight.watch.since())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
        if (limit.isEmpty() || since.isEmpty()) {
            return;
        }
        Instant expiry = since.get().plus(limit.get());
        if (now.isBefore(expiry)) {
            wakeAt(expiry);
        } else if (isDecided()) {
            finish(state.ending());
        } else {
            finish(Messages.apiUnavailable(limit.get(), state.attempt().mayExist(now)));
        }
    }

    /** What the last attempt came to is known; all that is waited for is its log, or that its pod goes. */
    private boolean isDecided() {
        return state.stage() == Stage.DRAIN || state.stage() == Stage.REPLACE || state.stage() == Stage.PAUSE;
    }

    private void step() {
        switch (state.stage()) {
            case CREATE -> create();
            case FOLLOW -> follow();
            case GIVE_UP -> resolveGiveUp();
            case VANISH -> vanish();
            case DRAIN -> drain();
            case REPLACE -> replace();
            case PAUSE -> pause();
            case CLEAN -> clean();
            case DONE -> {}
        }
    }

    // --- the stages ---------------------------------------------------------------------------------------------

    private void create() {
        if (state.ending() != null) {
            conclude(state.ending());
        } else if (sight.refusal != null && sight.refusal.podClass() == PodClass.PERMANENT) {
            conclude(Messages.refused(sight.refusal));
        } else if (sight.busy) {
            return;
        } else if (sight.lookWanted) {
            look(false);
        } else if (sight.existed && sight.absentAt != null && state.attempt().firstSentAt() != null) {
            lost(Messages.vanishedUnseen());
        } else if (intentIsOld()) {
            if (sight.absentAt == null) {
                look(false);
            } else {
                lost(Messages.vanishedUnseen());
            }
        } else {
            createWhenDue();
        }
    }

    private boolean intentIsOld() {
        Instant sent = state.attempt().lastSentAt();
        return sent != null && now.isAfter(sent.plus(INTENT_LIFE));
    }

    private void lost(Ending ending) {
        state = state.with(state.attempt().vanished());
        conclude(ending);
    }

    private void createWhenDue() {
        Optional<Instant> expiry = state.ledger().expiry(policy);
        boolean expired = sight.refusal != null && expiry.isPresent() && !now.isBefore(expiry.get());
        boolean askedSince = expired && sight.askedAt != null && !sight.askedAt.isBefore(expiry.get());
        if (sight.refusal != null) {
            tell(sight.refusal);
        }
        if (askedSince && state.attempt().firstSentAt() == null) {
            conclude(Messages.expired(Budget.SCHEDULE, sight.refusal, policy).asExpired());
        } else if (state.notBefore() != null && now.isBefore(state.notBefore()) && !expired) {
            wakeAt(state.notBefore());
            if (sight.refusal != null) {
                expiry.ifPresent(this::wakeAt);
            }
        } else if (mayAsk()) {
            state = state.with(state.attempt().sending(now)).notBefore(null);
            sight.absentAt = null;
            ask(new Command.Create(state.attempt().number(), state.attempt().podName()));
        }
    }

    private void follow() {
        if (state.attempt().gone()) {
            conclude(Messages.ending(sight.diagnosis));
            return;
        }
        followLog();
        Diagnosis d = sight.diagnosis;
        if (sight.lookWanted) {
            look(false);
        } else if (d != null) {
            tell(d);
            if (d.podClass().terminal()) {
                end(d);
            } else {
                waitOn(d);
            }
        }
        lookWithoutWatch();
    }

    private void lookWithoutWatch() {
        if (sight.watch.since().isEmpty()) {
            return;
        }
        Instant since = sight.watch.since().get();
        Instant last = sight.askedAt == null || sight.askedAt.isBefore(since) ? since : sight.askedAt;
        if (now.isBefore(last.plus(WATCHLESS_LOOK))) {
            wakeAt(last.plus(WATCHLESS_LOOK));
        } else {
            look(false);
        }
    }

    private void end(Diagnosis d) {
        if (!d.settled()) {
            d.recheckAt().filter(now::isBefore).ifPresent(this::wakeAt);
        } else if (d.podClass() != PodClass.PERMANENT || over()) {
            conclude(Messages.ending(d));
        } else if (lookedAt(sight.pod.resourceVersion())) {
            giveUp(Messages.ending(d));
        } else {
            look(true);
        }
    }

    private void waitOn(Diagnosis d) {
        d.recheckAt().filter(now::isBefore).ifPresent(this::wakeAt);
        Optional<Instant> expiry = state.ledger().expiry(policy);
        if (expiry.isEmpty() || now.isBefore(expiry.get())) {
            expiry.ifPresent(this::wakeAt);
            readEvents(d);
            return;
        }
        Budget budget = state.ledger().running();
        sight.overdue = !ran();
        boolean lagging = d.bound() && !ran() && d.podClass() == PodClass.WAITING;
        Instant due = lagging ? expiry.get().plus(STATUS_LAG) : expiry.get();
        if (!lookedSince(expiry.get())) {
            look(!ran());
        } else if (now.isBefore(due)) {
            wakeAt(due);
        } else if (!lookedSince(due) || !lookedAt(sight.pod.resourceVersion())) {
            look(!ran());
        } else if (budget == Budget.NODE_LOST) {
            conclude(Messages.nodeLost(d, policy, ran()).asExpired());
        } else {
            giveUp(Messages.expired(budget, d, policy).asExpired());
        }
    }

    /** Some causes are only in events; they are read seldom, and less and less often. */
    private void readEvents(Diagnosis d) {
        if (!d.wantsEvents() || ran()) {
            sight.eventsAt = null;
            return;
        }
        if (sight.eventsAt == null) {
            sight.eventsAt = now;
        }
        Duration pause = d.podClass() == PodClass.AMBIGUOUS && sight.eventReads == 0
                ? Duration.ZERO
                : doubled(FIRST_EVENTS, sight.eventReads, LONGEST_EVENTS);
        Instant due = sight.eventsAt.plus(pause);
        if (now.isBefore(due)) {
            wakeAt(due);
        } else if (mayAsk()) {
            sight.eventsAt = now;
            sight.eventReads++;
            look(true);
        }
    }

    /** The deletion is bound to the state that was judged, so it cannot take a pod that has moved on since. */
    private void giveUp(Ending ending) {
        if (state.attempt().mayLand(now)) {
            wakeAt(state.attempt().landed()); // while the pod is there, its name keeps a late create out
        } else if (mayAsk()) {
            state = state.with(ending).at(Stage.GIVE_UP);
            ask(new Command.Delete(
                    state.attempt().podName(),
                    state.attempt().uid(),
                    Optional.of(sight.pod.resourceVersion()),
                    policy.terminationGrace()));
        }
    }

    /** The answer to the deletion was lost, or we are back after a crash: the pod itself tells. */
    private void resolveGiveUp() {
        followLog();
        if (state.attempt().gone()) {
            conclude(proven(state.ending()));
        } else if (sight.busy) {
            return;
        } else if (sight.lookWanted) {
            look(false);
        } else if (sight.diagnosis != null) {
            boolean terminating = sight.diagnosis.terminating();
            sight.deleteAccepted = terminating;
            state = terminating
                    ? state.at(Stage.VANISH)
                    : state.with((Ending) null).at(Stage.FOLLOW);
        } else {
            lookWithoutWatch();
        }
    }

    private void vanish() {
        followLog();
        if (state.attempt().gone()) {
            conclude(proven(state.ending()));
        } else if (stuck()) {
            conclude(Messages.stuck(state.ending(), policy).asExpired());
        }
    }

    /** A pod that was given up on and ran after all did so unseen: nobody knows how it ended. */
    private Ending proven(Ending ending) {
        if (ending.reason().equals(Budget.RUN.timeoutReason())) {
            return ending;
        } else if (ran()) {
            return Messages.ranAfterAll(ending);
        }
        // What was not bound when its deletion was accepted was removed in that very state; else the end must have been
        // seen.
        boolean proof = state.attempt().node().isEmpty() || sight.finalSeen;
        return proof ? ending : Messages.mayHaveRun(ending);
    }

    private void drain() {
        followLog();
        if (state.attempt().drained()) {
            afterDrain();
        } else if (!sight.logEnding) {
            sight.logEnding = true;
            commands.accept(new Command.EndLog(state.attempt().gone()));
        }
    }

    private void replace() {
        if (anotherCame()) {
            look(false);
        } else if (state.attempt().gone() && state.attempt().mayLand(now)) {
            catchLateCreate();
        } else if (state.attempt().gone()) {
            state = state.at(Stage.PAUSE)
                    .notBefore(now.plus(doubled(FIRST_PAUSE, state.attempt().number() - 1, LONGEST_PAUSE)));
        } else if (ran() && state.ending().verdict() == PodClass.NEVER_STARTED) {
            conclude(Messages.ranAfterAll(state.ending())); // a create that landed late has run: no further attempt
        } else if (stuck()) {
            finish(Messages.stuck(state.ending(), policy).asExpired());
        } else {
            remove();
        }
    }

    private void pause() {
        if (state.notBefore() != null && now.isBefore(state.notBefore())) {
            wakeAt(state.notBefore());
            return;
        }
        int number = state.attempt().number() + 1;
        sight.reset();
        Attempt next = new Attempt(number, task.podName(number), null, "", null, null, Memory.empty(), false, false);
        state = state.with(next).with((Ending) null).notBefore(null).at(Stage.CREATE);
        commands.accept(new Command.Say(Messages.attempt(number, policy.attempts(), next.podName())));
    }

    private void clean() {
        Attempt attempt = state.attempt();
        if (anotherCame()) {
            look(false);
        } else if (!attempt.mayExist(now)) {
            state = state.at(Stage.DONE);
        } else if (attempt.uid() == null || attempt.gone()) {
            catchLateCreate();
        } else if (state.cancelled() == null && attempt.mayLand(now)) {
            wakeAt(attempt.landed());
        } else {
            remove();
        }
    }

    /** Nobody knows yet whether the create made a pod: look for it until it can no longer land. */
    private void catchLateCreate() {
        Instant landed = state.attempt().landed();
        if (sight.busy) {
            return;
        } else if (sight.absentAt != null && !sight.absentAt.isBefore(landed)) {
            state = state.with(state.attempt().vanished());
            if (state.stage() == Stage.CLEAN) {
                state = state.at(Stage.DONE);
            } else {
                wakeAt(now);
            }
        } else if (sight.absentAt != null && now.isBefore(sight.absentAt.plus(LANDING_LOOK))) {
            wakeAt(sight.absentAt.plus(LANDING_LOOK));
        } else {
            look(false);
        }
    }

    private void remove() {
        if (sight.lookWanted) {
            look(false); // the deletion was refused because another pod has the name
        } else if (!sight.deleteAccepted) {
            if (mayAsk()) {
                ask(new Command.Delete(
                        state.attempt().podName(), state.attempt().uid(), Optional.empty(), policy.terminationGrace()));
            }
        } else {
            lookNowAndThen();
        }
    }

    // --- endings ------------------------------------------------------------------------------------------------

    private void conclude(Ending ending) {
        state = state.with(ending);
        if (state.attempt().memory().ran() && !state.attempt().drained()) {
            state = state.at(Stage.DRAIN);
        } else {
            afterDrain();
        }
    }

    private void afterDrain() {
        Ending ending = state.ending();
        boolean again = policy.retryOn().covers(ending) && state.attempt().number() < policy.attempts();
        if (!again) {
            finish(ending);
            return;
        }
        commands.accept(new Command.Say(Messages.again(ending, state.attempt().number(), policy.attempts())));
        state = state.at(Stage.REPLACE);
    }

    private void finish(Ending ending) {
        if (!state.attempt().memory().ran()) {
            Messages.lastEvents(sight.events).stream().map(Command.Say::new).forEach(commands);
        }
        state = state.with(ending).with(result(ending));
        boolean kept = policy.retention().keeps(ending.verdict()) && !givenUp(ending);
        boolean left = anotherCame() || (state.attempt().mayExist(now) && !kept);
        state = state.at(left ? Stage.CLEAN : Stage.DONE);
    }

    /** The attempt's pod is gone, and its name has been taken by a create that was never answered. */
    private boolean anotherCame() {
        return state.attempt().gone() && sight.lookWanted;
    }

    private boolean givenUp(Ending ending) {
        return ending.verdict() == PodClass.CANCELLED || (sight.pod != null && !over());
    }

    private void cancel() {
        Ending ending = Messages.cancelled(
                state.cancelled(),
                state.attempt().mayExist(now),
                sight.requests.since().isEmpty());
        state = state.with(ending).with(result(ending));
        state = state.at(state.attempt().mayExist(now) ? Stage.CLEAN : Stage.DONE);
    }

    private TaskResult result(Ending ending) {
        Attempt attempt = state.attempt();
        return new TaskResult(
                ending.verdict(),
                ending.exitCode(),
                ending.reason(),
                ending.message(),
                ending.remedy(),
                ending.container(),
                state.namespace(),
                attempt.podName(),
                attempt.uid(),
                attempt.node(),
                attempt.number(),
                ending.expired(),
                state.caused(null, now).causes(),
                ending.startedAt(),
                ending.finishedAt());
    }

    // --- budgets, causes, words ---------------------------------------------------------------------------------

    private void account() {
        state = state.with(state.ledger().run(budget(), now)).caused(span(), now);
    }

    private Budget budget() {
        return switch (state.stage()) {
            // An API that does not answer, or a turn that has not come, costs nothing; a refusal that may pass does.
            case CREATE -> sight.refusal == null ? Budget.NONE : Budget.SCHEDULE;
            case FOLLOW, GIVE_UP -> sight.diagnosis == null ? state.ledger().running() : budgetOf(sight.diagnosis);
            case VANISH, REPLACE -> Budget.NODE_LOST;
            case DRAIN, PAUSE, CLEAN, DONE -> Budget.NONE;
        };
    }

    private Budget budgetOf(Diagnosis d) {
        if (d.podClass().terminal()) {
            return Budget.NONE;
        }
        if (d.terminating() || (ran() && d.nodeLost())) {
            return Budget.NODE_LOST;
        }
        if (ran()) {
            return Budget.RUN;
        }
        if (!d.bound()) {
            return Budget.SCHEDULE;
        }
        return switch (d.podClass()) {
            case RATE_LIMITED -> Budget.RATE_LIMIT;
            case AMBIGUOUS -> Budget.GRACE;
            default -> Budget.START;
        };
    }

    private CauseSpan span() {
        Diagnosis d = state.stage() == Stage.CREATE ? sight.refusal : sight.diagnosis;
        boolean waiting = d != null
                && (state.stage() == Stage.CREATE || state.stage() == Stage.FOLLOW || state.stage() == Stage.GIVE_UP)
                && !d.podClass().terminal()
                && (d.podClass() != PodClass.RUNNING || d.nodeLost());
        return waiting
                ? new CauseSpan(
                        state.attempt().number(), d.podClass(), d.cause(), d.container(), d.message(), now, null)
                : null;
    }

    /** Each change of cause is told once, with what happens next and how much of which budget is left. */
    private void tell(Diagnosis d) {
        String cause = d.podClass() + " " + d.cause() + " " + d.container();
        if (d.podClass().terminal() || cause.equals(sight.told) || isTooShort(d)) {
            return;
        }
        boolean nodeIsBack = sight.told.startsWith(PodClass.RUNNING + " NodeLost") && !d.nodeLost();
        sight.told = cause;
        account();
        commands.accept(new Command.Say(
                nodeIsBack && d.podClass() == PodClass.RUNNING && !d.terminating()
                        ? Messages.nodeReportsAgain(d, state)
                        : Messages.change(d, state, policy, sight.overdue, now)));
        if (d.podClass() == PodClass.RUNNING) {
            sight.overdue = false;
        }
    }

    /** Normal progress without a word from Kubernetes is worth a line only when it takes a while. */
    private boolean isTooShort(Diagnosis d) {
        if (d.podClass() != PodClass.WAITING
                || !d.message().isEmpty()
                || state.causes().isEmpty()) {
            return false;
        }
        Instant due = state.causes().get(state.causes().size() - 1).since().plus(WORTH_A_LINE);
        if (now.isBefore(due)) {
            wakeAt(due);
            return true;
        }
        return false;
    }

    // --- small questions and wishes -----------------------------------------------------------------------------

    private boolean ran() {
        return state.attempt().memory().resultRan();
    }

    private boolean over() {
        return state.attempt().gone()
                || (sight.pod != null
                        && (sight.pod.phase().equals("Failed")
                                || sight.pod.phase().equals("Succeeded")));
    }

    private boolean lookedSince(Instant moment) {
        return sight.fullLookAt != null && !sight.fullLookAt.isBefore(moment);
    }

    private boolean lookedAt(String resourceVersion) {
        return resourceVersion.equals(sight.fullLookVersion);
    }

    /** Whether the node-lost budget is used up and the pod was still there when it was looked at after that. */
    private boolean stuck() {
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

    private void lookNowAndThen() {
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

    private void lookAgain() {
        if (mayAsk()) {
            sight.cleanLookAt = now;
            look(false);
        }
    }

    private void followLog() {
        if (ran() && !state.attempt().drained() && !sight.logFollowed) {
            sight.logFollowed = true;
            commands.accept(new Command.FollowLog(
                    state.attempt().podName(), state.attempt().uid()));
        }
    }

    private void look(boolean full) {
        if (mayAsk()) {
            ask(new Command.Look(state.attempt().podName(), full));
        }
    }

    private boolean mayAsk() {
        if (!sight.busy && now.isBefore(sight.notBefore)) {
            wakeAt(sight.notBefore);
        }
        return !sight.busy && !now.isBefore(sight.notBefore);
    }

    private void ask(Command request) {
        sight.busy = true;
        sight.askedAt = now;
        commands.accept(request);
    }

    private void wakeAt(Instant moment) {
        if (wake == null || moment.isBefore(wake)) {
            wake = moment;
        }
    }

    private static Duration doubled(Duration first, int times, Duration longest) {
        return Duration.ofMillis(Math.min(longest.toMillis(), first.toMillis() << Math.min(times, 16)));
    }
}
