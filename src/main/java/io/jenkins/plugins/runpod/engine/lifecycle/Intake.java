package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;

/**
 * Folds an observation into the state and into what is known besides: the first half of a step of {@link Lifecycle}. It
 * decides nothing.
 *
 * <p>An answer can come after the attempt that asked. Such an answer is <i>stale</i>: it only says that the API answers.
 */
final class Intake implements Observation.Handler {
    private final StageContext context;
    private final SeenPods pods;
    private final CreateAnswers creates;
    private final DeleteAnswers deletions;
    private final SecretAnswers secrets;
    private final TransferIntake transfers;

    Intake(StageContext context, Diagnoser diagnoser) {
        this.context = context;
        pods = new SeenPods(context, diagnoser);
        creates = new CreateAnswers(context, diagnoser, pods);
        deletions = new DeleteAnswers(context, pods);
        secrets = new SecretAnswers(context, diagnoser);
        transfers = new TransferIntake(context);
    }

    void fold(Observation observation) {
        observation.to(this);
        pods.refresh();
    }

    private ApiConversation api() {
        return context.known.api();
    }

    /** The attempt that asked is over. */
    private void stale() {
        context.known.answered();
    }

    private boolean isOfThisPod(String uid) {
        return uid.equals(context.attempt().uid());
    }

    // --- the watch ----------------------------------------------------------------------------------------------

    /** Nothing is new but the time. */
    @Override
    public void on(Observation.Woken woken) {}

    @Override
    public void on(Observation.PodSeen seen) {
        pods.see(seen.pod());
    }

    @Override
    public void on(Observation.PodDeleted deleted) {
        pods.deleted(deleted.last());
    }

    @Override
    public void on(Observation.PodMissing missing) {
        if (context.attempt().uid() != null && !context.attempt().gone()) {
            context.known.look().want();
        }
    }

    @Override
    public void on(Observation.WatchFailed observed) {
        context.known.say(api().watchFailed(observed.why(), context.now));
    }

    @Override
    public void on(Observation.WatchWorks works) {
        context.known.say(api().watchWorks());
    }

    // --- answers ------------------------------------------------------------------------------------------------

    @Override
    public void on(Observation.Admitted admitted) {
        api().closed();
        context.known.attempt().admission().admitted();
    }

    @Override
    public void on(Observation.Held held) {
        api().closed();
        context.known.attempt().admission().held(held.why(), held.until());
    }

    @Override
    public void on(Observation.MirrorAdvised advised) {
        api().closed();
        Attempt attempt = context.attempt();
        if (attempt.isOpen() && attempt.podVariant().images() == ImageSource.OWN) {
            context.task
                    .mirrors()
                    .map(mirrors -> mirrors.with(attempt.podVariant(), ImageSource.MIRROR))
                    .ifPresent(variant -> {
                        context.state = context.state.with(attempt.with(variant));
                        context.say(advised.why());
                    });
        }
    }

    @Override
    public void on(Observation.AskAgain observed) {
        AdmissionHold admission = context.known.attempt().admission();
        if (api().isBusy()) {
            admission.turnCameWhileAsking();
        } else {
            admission.turnCame();
        }
    }

    @Override
    public void on(Observation.CreateAnswered answered) {
        if (context.isCurrent(answered.podName())) {
            answered.answer().to(creates);
        } else {
            stale();
        }
    }

    @Override
    public void on(Observation.Looked looked) {
        if (context.isCurrent(looked.podName())) {
            context.known.answered();
            pods.looked(looked);
        } else {
            stale();
        }
    }

    @Override
    public void on(Observation.EventsRead read) {
        if (isOfThisPod(read.uid())) {
            context.known.answered();
            pods.read(read.events());
        } else {
            stale();
        }
    }

    @Override
    public void on(Observation.EventsUnread unread) {
        api().closed();
    }

    @Override
    public void on(Observation.CallFailed failed) {
        context.known.failed(context.attempt().podName(), failed.why(), failed.retryAfter(), context.now);
    }

    @Override
    public void on(Observation.Forbidden forbidden) {
        context.known.say(api().forbids(forbidden.why()));
    }

    @Override
    public void on(Observation.DeleteAnswered answered) {
        if (isOfThisPod(answered.uid())) {
            answered.answer().to(deletions);
        } else {
            stale();
        }
    }

    @Override
    public void on(Observation.SecretAnswered answered) {
        if (context.isCurrent(answered.podName())) {
            answered.answer().to(secrets);
        } else {
            stale();
        }
    }

    // --- the log and the user -----------------------------------------------------------------------------------

    @Override
    public void on(Observation.LogAnswered answered) {
        pods.logAnswered();
    }

    @Override
    public void on(Observation.LogDrained drained) {
        context.state = context.state.with(context.attempt().withLogDrained());
    }

    @Override
    public void on(Observation.TransferTold told) {
        boolean moves = context.known.attempt().transfer().isMoving();
        // The release of a pod goes on beside a transfer and after it, and tells nothing else.
        if (isOfThisPod(told.uid()) && (moves || told.news() instanceof TransferNews.Contested)) {
            told.news().to(transfers);
        }
    }

    /** The first reason counts. */
    @Override
    public void on(Observation.CancelRequested cancel) {
        if (context.state.cancelled() == null) {
            context.state = context.state.cancelledBy(cancel.why());
        }
    }
}
