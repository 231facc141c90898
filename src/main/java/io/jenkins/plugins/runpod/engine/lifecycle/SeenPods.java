package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Memory;
import io.jenkins.plugins.runpod.engine.lifecycle.Observation.Details;
import io.jenkins.plugins.runpod.engine.pod.Kueue;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.util.List;

/**
 * Folds what is seen of pods into the state: which of them is the attempt's, what its state means, and that it is gone.
 * Confined to one {@link Lifecycle}.
 */
final class SeenPods {
    private static final Duration LEFT_OVER_RETRY = Duration.ofSeconds(2);

    private final StageContext context;
    private final Diagnoser diagnoser;

    SeenPods(StageContext context, Diagnoser diagnoser) {
        this.context = context;
        this.diagnoser = diagnoser;
    }

    private LastLook look() {
        return context.known.look();
    }

    // --- one pod ------------------------------------------------------------------------------------------------

    /** A pod of the attempt's name or of an earlier attempt's exists in this state. */
    void see(PodSnapshot pod) {
        Attempt attempt = context.attempt();
        if (attempt.gone() && isLateLanding(pod) && isBeingConcluded()) {
            look().want(); // first the log of the one that is gone is written, and its outputs are handed over
            return;
        } else if (attempt.gone() && isLateLanding(pod)) {
            context.state = context.state.with(attempt.landedLate(pod.uid()));
            context.known.attempt().landed(context.now);
        } else if (attempt.gone() || !context.isCurrent(pod.name())) {
            return; // stale: of a pod that is over
        }
        attempt = context.attempt();
        if (attempt.uid() == null) {
            recognize(pod);
        } else if (attempt.uid().equals(pod.uid())) {
            update(pod);
        } else {
            vanished();
            if (isLateLanding(pod)) {
                look().want(); // first the end of the one that is gone is judged
            } else {
                look().dismiss();
            }
        }
    }

    private boolean isBeingConcluded() {
        return context.state.stage() == Stage.DRAIN || context.state.stage() == Stage.COLLECT;
    }

    private void recognize(PodSnapshot pod) {
        if (!isOwn(pod)) {
            nameTaken(pod);
        } else if (mayBeLeftOver(pod)) {
            leftOver();
        } else {
            identify(pod);
            update(pod);
        }
    }

    private void update(PodSnapshot pod) {
        assert pod.uid().equals(context.attempt().uid()) : pod;
        if (look().pod().filter(pod::isOlderThan).isPresent()) {
            // The watch lags behind a look, or the cluster was restored from a backup and counts from there: a look
            // tells.
            look().want();
            return;
        }
        look().saw(pod, context.now);
        if (!pod.nodeName().isEmpty()
                && !pod.nodeName().equals(context.attempt().node())) {
            context.state = context.state.with(context.attempt().onNode(pod.nodeName()));
        }
        diagnose(pod);
    }

    /** The attempt is over and its pod gone, and another pod of its name appears: an unanswered create has landed after all. */
    private boolean isLateLanding(PodSnapshot pod) {
        Attempt attempt = context.attempt();
        return context.isCurrent(pod.name())
                && !pod.uid().equals(attempt.uid())
                && attempt.lastSentAt() != null
                && isOwn(pod);
    }

    private boolean isOwn(PodSnapshot pod) {
        Attempt attempt = context.attempt();
        return context.task.owns(pod, attempt.number(), attempt.podVariant());
    }

    private void identify(PodSnapshot pod) {
        assert context.attempt().uid() == null : context.state;
        context.state = context.state.with(context.attempt().identified(pod.uid()));
        look().identified(context.now);
        CreationFindings creation = context.known.attempt().creation();
        if (context.state.stage() == Stage.CREATE) {
            context.state = context.state.at(Stage.FOLLOW).notBefore(null);
            context.say(Messages.identified(context.state, context.policy, creation.isExisting()));
            if (!Kueue.queue(pod).isEmpty() && !Kueue.manages(pod)) {
                context.say(Messages.notQueued(pod));
            }
        }
        creation.appeared();
    }

    private void nameTaken(PodSnapshot pod) {
        look().dismiss();
        context.state = context.state.with(context.attempt().notCreated().vanished());
        if (context.state.stage() == Stage.CREATE && context.state.ending() == null) {
            context.state = context.state.with(EndingMessages.nameTaken(pod));
        }
    }

    /** It is being deleted, and no earlier create of ours can have made it: the end of an earlier run under the same id. */
    private boolean mayBeLeftOver(PodSnapshot pod) {
        Attempt attempt = context.attempt();
        return context.state.stage() == Stage.CREATE
                && pod.deletionTimestamp().isPresent()
                && (attempt.firstSentAt() == null
                        || (attempt.sentOnce() && context.known.api().isBusy()));
    }

    private void leftOver() {
        if (context.known.api().isBusy()) {
            return; // the answer to our create tells whose pod it is
        }
        String why = Messages.leftOver(context.attempt().podName());
        if (context.known.attempt().waitsForLeftOver(why)) {
            context.say(why);
        }
        look().dismiss();
        context.state = context.state.with(context.attempt().notCreated()).notBefore(context.now.plus(LEFT_OVER_RETRY));
    }

    /** The watch showed that a pod is gone, with its last state. */
    void deleted(PodSnapshot last) {
        if (!last.uid().equals(context.attempt().uid())) {
            return; // stale: of a pod that is over, or is not the attempt's
        }
        see(last);
        look().sawEnd();
        gone(diagnoser.gone(context.attempt().memory(), context.now));
    }

    /** The attempt's pod is gone, and its end was not seen. */
    void vanished() {
        gone(diagnoser.vanished(context.attempt().memory(), context.now));
    }

    private void gone(Diagnosis end) {
        if (context.attempt().gone()) {
            return;
        }
        look().judged(end);
        context.state =
                context.state.with(context.attempt().remembering(end.memory()).vanished());
    }

    // --- the answer to a look -----------------------------------------------------------------------------------

    void looked(Observation.Looked answer) {
        if (answer.pod().isPresent()) {
            found(answer, answer.pod().get());
        } else {
            foundNothing();
        }
    }

    private void foundNothing() {
        assert context.known.api().askedAt().isPresent() : "an answer without a look";
        if (context.known.api().askedAt().filter(look()::identifiedAfter).isPresent()) {
            look().want(); // it was asked before the watch showed the pod
            return;
        }
        context.known.api().askedAt().ifPresent(look()::foundNothing);
        if (context.attempt().uid() != null) {
            vanished();
        }
    }

    private void found(Observation.Looked answer, PodSnapshot pod) {
        context.known.api().askedAt().ifPresent(look()::supersededBy);
        see(pod);
        if (!pod.uid().equals(context.attempt().uid())) {
            return; // its events and log are not the attempt's
        }
        Details details = answer.details().orElse(Details.NONE);
        Memory memory = told(details.events());
        if (details.logAnswered()) {
            memory = diagnoser.logAnswered(pod, context.task.resultContainer(), memory);
        }
        remember(memory);
        if (pod.deletionTimestamp().isEmpty()) {
            look().noDeletionSeen();
        }
        if (answer.details().isPresent() || memory.resultRan()) { // of what ran, events and log can tell no more
            context.known.api().askedAt().ifPresent(asked -> look().sawAll(asked, pod.resourceVersion()));
        }
    }

    // --- what it means ------------------------------------------------------------------------------------------

    /** These events of the attempt's pod were read. */
    void read(List<PodEvent> events) {
        remember(told(events));
    }

    private Memory told(List<PodEvent> events) {
        context.known.attempt().events().read(events);
        return diagnoser.remember(context.attempt().memory(), events, context.now);
    }

    /** The log of the result container has answered. */
    void logAnswered() {
        remember(diagnoser.logAnswered(context.attempt().memory()));
    }

    /** Time alone can change what a state means: the end of a grace, of a provisional exit code. */
    void refresh() {
        if (!context.attempt().gone()) {
            look().pod().ifPresent(this::diagnose);
        }
    }

    private void diagnose(PodSnapshot pod) {
        Diagnosis diagnosis = diagnoser.diagnose(
                pod, context.task.resultContainer(), context.attempt().memory(), context.now);
        look().judged(diagnosis);
        remember(diagnosis.memory());
    }

    private void remember(Memory memory) {
        if (!memory.equals(context.attempt().memory())) {
            context.state = context.state.with(context.attempt().remembering(memory));
        }
    }
}
