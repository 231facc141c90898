package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory;
import io.jenkins.plugins.runpod.engine.lifecycle.Observation.CreateAnswer;
import io.jenkins.plugins.runpod.engine.lifecycle.Observation.DeleteAnswer;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state machine of one task. Each call folds one observation into the state and then decides what to do from
 * there; the same calls give the same commands. No I/O, no clock, no thread; one thread at a time.
 *
 * <p>What holds at every step:
 *
 * <ul>
 *   <li>a create is only asked for after the intent is part of {@link #state()}, which the shell saves first;
 *   <li>a deadline never decides: it asks for a look, and what is then seen decides;
 *   <li>a pod that has not been seen to start is only deleted in the very state that was judged;
 *   <li>a pod that needs a Secret is only asked for after its Secret was seen to be there;
 *   <li>the next attempt begins only after the pod of the last one was seen to be gone, and its Secret goes or is gone;
 *   <li>{@code SUCCEEDED} is only ever taken from diagnosis, which saw exit code 0.
 * </ul>
 */
public final class Lifecycle {
    private static final Duration LEFT_OVER_RETRY = Duration.ofSeconds(2);

    private final Task task;
    private final TaskPolicy policy;
    private final Diagnoser diagnoser;
    private final Decision decision;
    private final Sight sight = new Sight();
    private final List<Command> commands = new ArrayList<>();
    private final RequestBackoff pace = new RequestBackoff(sight, commands::add);
    private final SecretAnswers secretAnswers;
    private TaskState state;

    /**
     * @param state a fresh state or the saved one
     * @param diagnoser the rule table in force
     */
    public Lifecycle(Task task, TaskPolicy policy, Diagnoser diagnoser, TaskState state) {
        this.task = task;
        this.policy = policy;
        this.diagnoser = diagnoser;
        this.state = state;
        this.secretAnswers = new SecretAnswers(diagnoser, sight, pace);
        this.decision = new Decision(task, policy, sight, commands::add);
    }

    /** What is to be saved before the commands of the last step are carried out. */
    public TaskState state() {
        return state;
    }

    /** What the pod's newest state means, or why there is none yet; empty before either is known. */
    public Optional<Diagnosis> diagnosis() {
        return Optional.ofNullable(sight.diagnosis).or(sight::obstacle);
    }

    /** What else keeps the task from going on. */
    public Obstacles remarks() {
        return sight.remarks();
    }

    /** One step. The commands are to be carried out in order, after {@link #state()} has been saved. */
    public List<Command> next(Observation observation, Instant now) {
        commands.clear();
        fold(observation, now);
        refresh(now);
        state = decision.decide(state, now);
        return List.copyOf(commands);
    }

    private void fold(Observation observation, Instant now) {
        if (observation instanceof Observation.PodSeen seen) {
            see(seen.pod(), now);
        } else if (observation instanceof Observation.PodDeleted deleted) {
            deleted(deleted.last(), now);
        } else if (observation instanceof Observation.PodMissing) {
            sight.lookWanted |=
                    state.attempt().uid() != null && !state.attempt().gone();
        } else if (observation instanceof Observation.Admitted) {
            sight.admitted();
        } else if (observation instanceof Observation.Held held) {
            sight.held(held.why(), held.until());
        } else if (observation instanceof Observation.TurnCame) {
            sight.turnCame();
        } else if (observation instanceof Observation.CreateAnswered answered) {
            if (isCurrent(answered.podName())) {
                created(answered.answer(), now);
            } else {
                pace.answered();
            }
        } else if (observation instanceof Observation.Looked looked) {
            pace.answered();
            if (isCurrent(looked.podName())) {
                looked(looked, now);
            }
        } else if (observation instanceof Observation.EventsRead read) {
            pace.answered();
            if (read.uid().equals(state.attempt().uid())) {
                remember(told(read.events(), now));
            }
        } else if (observation instanceof Observation.EventsUnread) {
            sight.busy = false;
        } else if (observation instanceof Observation.CallFailed failed) {
            pace.failed(state.attempt().podName(), failed.why(), failed.retryAfter(), now);
        } else if (observation instanceof Observation.Forbidden forbidden) {
            if (sight.forbidden.add(forbidden.why())) {
                commands.add(new Command.Say(Messages.forbidden(forbidden.why())));
            }
        } else if (observation instanceof Observation.DeleteAnswered answered) {
            if (answered.uid().equals(state.attempt().uid())) {
                deletion(answered.answer(), now);
            } else {
                pace.answered();
            }
        } else if (observation instanceof Observation.SecretAnswered answered) {
            if (isCurrent(answered.podName())) {
                state = secretAnswers.fold(state, answered.answer(), now);
            } else {
                pace.answered();
            }
        } else if (observation instanceof Observation.WatchTroubled troubled) {
            pace.say(sight.watch.goesOn(troubled.why(), now));
        } else if (observation instanceof Observation.WatchWorks) {
            pace.say(sight.watch.over());
        } else if (observation instanceof Observation.LogAnswered) {
            remember(diagnoser.logAnswered(state.attempt().memory()));
        } else if (observation instanceof Observation.LogDrained) {
            state = state.with(state.attempt().withLogDrained());
        } else if (observation instanceof Observation.CancelRequested cancel && state.cancelled() == null) {
            state = state.cancelledBy(cancel.why());
        }
    }

    /** An answer can come after the attempt that asked; it then only says that the API answers. */
    private boolean isCurrent(String podName) {
        return podName.equals(state.attempt().podName());
    }

    /** Time alone can change what a state means: the end of a grace, of a provisional exit code. */
    private void refresh(Instant now) {
        if (sight.pod != null && !state.attempt().gone()) {
            diagnose(now);
        }
    }

    private void see(PodSnapshot pod, Instant now) {
        Attempt attempt = state.attempt();
        if (attempt.gone() && isLateLanding(pod)) {
            state = state.with(attempt.landedLate(pod.uid()));
            sight.landed(now);
        } else if (attempt.gone() || !pod.name().equals(attempt.podName())) {
            return;
        }
        attempt = state.attempt();
        if (attempt.uid() == null) {
            if (!task.owns(pod, attempt.number())) {
                nameTaken(pod);
                return;
            }
            if (mayBeLeftOver(pod)) {
                leftOver(now);
                return;
            }
            identify(pod, now);
        } else if (!attempt.uid().equals(pod.uid())) {
            vanished(now);
            sight.lookWanted = isLateLanding(pod); // first the end of the one that is gone is judged
            return;
        }
        if (sight.pod != null && pod.isOlderThan(sight.pod)) {
            // The watch lags behind a look, or the cluster was restored from a backup and counts from there: a look
            // tells.
            sight.lookWanted = true;
            return;
        }
        sight.pod = pod;
        sight.seenAt = now;
        sight.lookWanted = false;
        if (!pod.nodeName().isEmpty() && !pod.nodeName().equals(state.attempt().node())) {
            state = state.with(state.attempt().onNode(pod.nodeName()));
        }
        diagnose(now);
    }

    /** The attempt is over and its pod gone, and another pod of its name appears: an unanswered create has landed after all. */
    private boolean isLateLanding(PodSnapshot pod) {
        Attempt attempt = state.attempt();
        return pod.name().equals(attempt.podName())
                && !pod.uid().equals(attempt.uid())
                && attempt.lastSentAt() != null
                && task.owns(pod, attempt.number());
    }

    private void identify(PodSnapshot pod, Instant now) {
        state = state.with(state.attempt().identified(pod.uid()));
        sight.identifiedAt = now;
        if (state.stage() == Stage.CREATE) {
            state = state.at(Stage.FOLLOW).notBefore(null);
            commands.add(new Command.Say(Messages.identified(state, policy, sight.existed)));
        }
        sight.refusal = null;
    }

    private void nameTaken(PodSnapshot pod) {
        sight.lookWanted = false;
        state = state.with(state.attempt().notCreated().vanished());
        if (state.stage() == Stage.CREATE && state.ending() == null) {
            state = state.with(Messages.nameTaken(pod));
        }
    }

    /** It is being deleted, and no earlier create of ours can have made it: the end of an earlier run under the same id. */
    private boolean mayBeLeftOver(PodSnapshot pod) {
        Attempt attempt = state.attempt();
        return state.stage() == Stage.CREATE
                && pod.deletionTimestamp().isPresent()
                && (attempt.firstSentAt() == null || (attempt.sentOnce() && sight.busy));
    }

    private void leftOver(Instant now) {
        if (sight.busy) {
            return; // the answer to our create tells whose pod it is
        }
        sight.held = Optional.of(Messages.leftOver(state.attempt().podName()));
        if (!sight.leftOver) {
            commands.add(new Command.Say(sight.held.get()));
        }
        sight.leftOver = true;
        sight.existed = false;
        sight.lookWanted = false;
        state = state.with(state.attempt().notCreated()).notBefore(now.plus(LEFT_OVER_RETRY));
    }

    private void deleted(PodSnapshot last, Instant now) {
        if (last.uid().equals(state.attempt().uid())) {
            see(last, now);
            sight.finalSeen = true;
            gone(diagnoser.gone(state.attempt().memory(), now));
        }
    }

    private void vanished(Instant now) {
        gone(diagnoser.vanished(state.attempt().memory(), now));
    }

    private void gone(Diagnosis end) {
        if (state.attempt().gone()) {
            return;
        }
        sight.diagnosis = end;
        state = state.with(state.attempt().remembering(sight.diagnosis.memory()).vanished());
    }

    private void diagnose(Instant now) {
        sight.diagnosis = diagnoser.diagnose(
                sight.pod, task.resultContainer(), state.attempt().memory(), now);
        remember(sight.diagnosis.memory());
    }

    private void remember(Memory memory) {
        if (!memory.equals(state.attempt().memory())) {
            state = state.with(state.attempt().remembering(memory));
        }
    }

    private void created(CreateAnswer answer, Instant now) {
        if (answer instanceof CreateAnswer.Created made) {
            pace.answered();
            state = state.with(state.attempt().created());
            if (sight.pod == null || !sight.pod.uid().equals(made.pod().uid())) { // else the watch was quicker
                see(made.pod(), now);
            }
        } else if (answer instanceof CreateAnswer.Exists) {
            pace.answered();
            state = state.with(state.attempt().notCreated());
            sight.existed = true;
            sight.lookWanted = true;
        } else if (answer instanceof CreateAnswer.Refused busy && busy.status() == 429) {
            // Not a word about this pod: the API server has too much to do.
            state = state.with(state.attempt().notCreated());
            pace.failed(state.attempt().podName(), busy.message(), busy.retryAfter(), now);
        } else if (answer instanceof CreateAnswer.Refused refused) {
            pace.answered();
            state = state.with(state.attempt().notCreated());
            sight.refusal = diagnoser.createRefused(refused.status(), refused.reason(), refused.message());
            state = state.notBefore(pace.afterRefusal(state.attempt().podName(), refused.retryAfter(), now));
        } else if (answer instanceof CreateAnswer.NotSent unsent) {
            state = state.with(state.attempt().notCreated());
            pace.failed(state.attempt().podName(), unsent.why(), Optional.empty(), now);
        } else if (answer instanceof CreateAnswer.HeldBack held) {
            state = state.with(state.attempt().notCreated()).notBefore(held.until());
            pace.heldBack(held.why());
        } else if (answer instanceof CreateAnswer.Unknown unknown) {
            sight.lookWanted = true;
            pace.failed(state.attempt().podName(), unknown.why(), Optional.empty(), now);
        }
    }

    private void looked(Observation.Looked look, Instant now) {
        if (look.pod().isEmpty()) {
            if (sight.identifiedAt != null && sight.askedAt.isBefore(sight.identifiedAt)) {
                sight.lookWanted = true; // it was asked before the watch showed the pod
                return;
            }
            sight.absentAt = sight.askedAt;
            sight.lookWanted = false;
            if (state.attempt().uid() != null) {
                vanished(now);
            }
            return;
        }
        PodSnapshot pod = look.pod().get();
        if (sight.pod != null && sight.seenAt.isBefore(sight.askedAt)) {
            sight.pod = null; // what was asked for since is newer, whatever the versions say
        }
        see(pod, now);
        if (!pod.uid().equals(state.attempt().uid())) {
            return; // its events and log are not the attempt's
        }
        Memory memory = told(look.events(), now);
        if (look.logAnswered()) {
            memory = diagnoser.logAnswered(pod, task.resultContainer(), memory);
        }
        remember(memory);
        if (sight.deleteAccepted && pod.deletionTimestamp().isEmpty()) {
            sight.deleteAccepted = false; // whatever was accepted, it is not in effect
        }
        if (look.full() || memory.resultRan()) { // of what ran, events and log can tell no more
            sight.fullLookAt = sight.askedAt;
            sight.fullLookVersion = pod.resourceVersion();
        }
    }

    private Memory told(List<PodEvent> events, Instant now) {
        if (!events.isEmpty()) {
            sight.events = events;
        }
        return diagnoser.remember(state.attempt().memory(), events, now);
    }

    private void deletion(DeleteAnswer answer, Instant now) {
        if (answer instanceof DeleteAnswer.Unknown unknown) {
            sight.lookWanted = state.stage() == Stage.GIVE_UP;
            pace.failed(state.attempt().podName(), unknown.why(), unknown.retryAfter(), now);
            return;
        } else if (answer instanceof DeleteAnswer.HeldBack held) {
            sight.lookWanted = state.stage() == Stage.GIVE_UP;
            sight.notBefore = held.until();
            pace.heldBack(held.why());
            return;
        }
        pace.answered();
        if (answer instanceof DeleteAnswer.Accepted) {
            sight.deleteAccepted = true;
            sight.cleanLookAt = now;
            if (state.stage() == Stage.GIVE_UP) {
                state = state.at(Stage.VANISH);
            }
        } else if (answer instanceof DeleteAnswer.NotFound) {
            sight.lookWanted = false;
            vanished(now);
        } else {
            // Somebody changed the pod since it was judged; what was decided on its old state is void.
            sight.fullLookAt = null;
            sight.lookWanted = true;
            if (state.stage() == Stage.GIVE_UP) {
                state = state.at(Stage.FOLLOW).with((Ending) null);
            }
        }
    }
}
