package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnoser;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.lifecycle.Observation.CreateAnswer;
import java.util.Optional;

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
        context.known.answered();
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
        context.known.answered();
        notCreated();
        context.known.attempt().creation().existed();
        context.known.look().want();
    }

    @Override
    public void on(CreateAnswer.Refused refused) {
        context.known.answered();
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
        context.known.failed(context.attempt().podName(), unsent.why(), unsent.retryAfter(), context.now);
    }

    @Override
    public void on(CreateAnswer.Contested contested) {
        notCreated();
        context.state = context.state.notBefore(contested.until());
        context.known.contested(contested.why());
    }

    @Override
    public void on(CreateAnswer.Unknown unknown) {
        context.known.look().want();
        context.known.failed(context.attempt().podName(), unknown.why(), Optional.empty(), context.now);
    }

    private void notCreated() {
        context.state = context.state.with(context.attempt().notCreated());
    }
}
