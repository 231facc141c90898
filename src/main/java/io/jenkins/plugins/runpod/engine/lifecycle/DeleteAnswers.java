package io.jenkins.plugins.runpod.engine.lifecycle;

import java.util.Optional;

/** Folds what became of the deletion of the attempt's pod into the state. Confined to one {@link Lifecycle}. */
final class DeleteAnswers implements DeleteAnswer.Handler {
    private final StageContext context;
    private final SeenPods pods;

    DeleteAnswers(StageContext context, SeenPods pods) {
        this.context = context;
        this.pods = pods;
    }

    private boolean isGivingUp() {
        return context.state.stage() == Stage.GIVE_UP;
    }

    @Override
    public void on(DeleteAnswer.Accepted accepted) {
        context.known.changed();
        context.known.look().deletionAccepted(context.now);
        if (isGivingUp()) {
            context.enter(Stage.AWAIT_REMOVAL);
        }
    }

    @Override
    public void on(DeleteAnswer.NotFound notFound) {
        context.known.changed();
        context.known.look().dismiss();
        pods.vanished();
    }

    @Override
    public void on(DeleteAnswer.Conflict conflict) {
        // What denies deletions with this status is asked less and less often, too.
        context.known.unchanged(
                context.attempt().podName(), "HTTP 409: the pod has changed", Optional.empty(), context.now);
        context.known.look().changedMeanwhile();
        if (isGivingUp()) {
            context.state = context.state.at(Stage.FOLLOW).with((Ending) null);
        }
    }

    @Override
    public void on(DeleteAnswer.Contested contested) {
        hadNoEffect();
        context.known.contested(contested.why(), contested.until());
    }

    @Override
    public void on(DeleteAnswer.Throttled throttled) {
        hadNoEffect();
        context.known.unchanged(context.attempt().podName(), throttled.why(), throttled.retryAfter(), context.now);
    }

    /** As long as there is no result, the pod may have moved on meanwhile. */
    private void hadNoEffect() {
        if (context.state.result() == null) {
            context.known.look().want();
        } else {
            context.known.look().dismiss();
        }
    }

    /** Whether the deletion took effect, and whether the API answers at all, a look tells. */
    @Override
    public void on(DeleteAnswer.Unknown unknown) {
        context.known.look().want();
        context.known.unchanged(context.attempt().podName(), unknown.why(), unknown.retryAfter(), context.now);
    }
}
