package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;

/** Folds what became of the create of the attempt's pod into the state. Confined to one {@link Lifecycle}. */
final class CreateAnswers implements CreateAnswer.Handler {
    private final StageContext context;
    private final Diagnoser diagnoser;
    private final SeenPods pods;

    CreateAnswers(StageContext context, Diagnoser diagnoser, SeenPods pods) {
        this.context = context;
        this.diagnoser = diagnoser;
        this.pods = pods;
    }

    @Override
    public void on(CreateAnswer.Created made) {
        answered();
        context.state = context.state.with(context.attempt().created());
        boolean watchWasQuicker = context.known
                .look()
                .pod()
                .filter(pod -> pod.uid().equals(made.pod().uid()))
                .isPresent();
        if (!watchWasQuicker) {
            pods.see(made.pod());
        }
    }

    @Override
    public void on(CreateAnswer.Exists exists) {
        answered();
        notCreated();
        context.known.attempt().creation().existed();
        context.known.look().want();
    }

    @Override
    public void on(CreateAnswer.Refused refused) {
        answered();
        notCreated();
        Diagnosis why = diagnoser.createRefused(refused.status(), refused.reason(), refused.message());
        context.state = context.state.notBefore(context.known
                .attempt()
                .creation()
                .refused(why, context.attempt().podName(), refused.retryAfter(), context.now));
    }

    @Override
    public void on(CreateAnswer.NotSent unsent) {
        notCreated();
        context.createFailed(
                diagnoser.createRefused(unsent.status(), unsent.reason(), unsent.why()), unsent.retryAfter());
    }

    @Override
    public void on(CreateAnswer.Contested contested) {
        notCreated();
        context.state = context.state.notBefore(contested.until());
        context.known.contested(contested.why());
    }

    @Override
    public void on(CreateAnswer.Unknown unknown) {
        context.createFailed(
                diagnoser.createRefused(unknown.status(), unknown.reason(), unknown.why()), unknown.retryAfter());
    }

    private void answered() {
        context.known.answered();
        context.commands.accept(new Command.CreatesWork());
    }

    private void notCreated() {
        context.state = context.state.with(context.attempt().notCreated());
    }
}
