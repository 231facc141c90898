package io.jenkins.plugins.runpod.engine;

import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.kube.AnswerKind;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.lifecycle.Command;
import io.jenkins.plugins.runpod.engine.lifecycle.CreateAnswer;
import io.jenkins.plugins.runpod.engine.lifecycle.DeleteAnswer;
import io.jenkins.plugins.runpod.engine.lifecycle.Observation;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Carries out the machine's requests and puts the answers into its words. Never blocks. */
final class Requests implements Command.Request.Handler {
    private final PodTask task;
    private final Cluster cluster;
    private final Admission admission;
    private final Clock clock;
    private final Consumer<Observation> observe;
    private final SecretRequests secrets;

    Requests(
            PodTask task,
            Cluster cluster,
            Admission admission,
            Clock clock,
            Timer timer,
            Consumer<Observation> observe) {
        this.task = task;
        this.cluster = cluster;
        this.admission = admission;
        this.clock = clock;
        this.observe = observe;
        this.secrets = new SecretRequests(task, cluster, clock, timer, observe);
    }

    @Override
    public void on(Command.MakeSecret make) {
        secrets.make(make);
    }

    @Override
    public void on(Command.GiveSecret give) {
        secrets.give(give);
    }

    @Override
    public void on(Command.DeleteSecret delete) {
        secrets.delete(delete);
    }

    private String namespace() {
        return task.specification().namespace();
    }

    @Override
    public void on(Command.Admit admit) {
        Admission.Applicant applicant = new Admission.Applicant(
                task.id(),
                task.specification().as(admit.variant(), admit.open()),
                admit.arrived(),
                () -> observe.accept(new Observation.AskAgain()));
        observe.accept(admission
                .ask(applicant, clock.instant())
                .<Observation>map(hold -> hold.mirror()
                        ? new Observation.MirrorAdvised(hold.why())
                        : new Observation.Held(Diagnosis.waiting(hold.cause(), hold.why()), hold.until()))
                .orElseGet(Observation.Admitted::new));
    }

    @Override
    public void on(Command.Create create) {
        call(() -> cluster.kube().create(task.pod(create.attempt(), create.variant())))
                .whenComplete((pod, error) -> observe.accept(new Observation.CreateAnswered(
                        create.podName(), error == null ? new CreateAnswer.Created(pod) : refusal(failure(error)))));
    }

    private CreateAnswer refusal(KubeFailure failure) {
        if (failure.status() == 409 && failure.reason().equals("AlreadyExists")) {
            return new CreateAnswer.Exists();
        } else if (failure.effect() == KubeFailure.Effect.UNKNOWN) {
            return new CreateAnswer.Unknown(
                    failure.status(), failure.reason(), failure.getMessage(), failure.retryAfter());
        }
        if (failure.isContested()) {
            return new CreateAnswer.Contested(failure.getMessage(), askAgain(failure));
        }
        return mayPass(failure)
                ? new CreateAnswer.NotSent(
                        failure.status(), failure.reason(), failure.getMessage(), pauseAsked(failure))
                : new CreateAnswer.Refused(
                        failure.status(), failure.reason(), failure.getMessage(), failure.retryAfter());
    }

    /**
     * The events and the log are read after the pod, as late as possible. They only ever add proof that something ran, so a
     * failure to read them is no reason not to go on: a kubelet that is dead answers no log.
     */
    @Override
    public void on(Command.Look look) {
        call(() -> cluster.kube().get(namespace(), look.podName()))
                .thenCompose(
                        pod -> details(look, pod).thenApply(read -> new Observation.Looked(look.podName(), pod, read)))
                .whenComplete((looked, error) -> observe.accept(error == null ? looked : failed(failure(error))));
    }

    private CompletionStage<Optional<Observation.Details>> details(Command.Look look, Optional<PodSnapshot> pod) {
        if (look.scope() == Command.Look.Scope.POD) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return pod.map(this::details)
                .orElseGet(() -> CompletableFuture.completedFuture(Observation.Details.NONE))
                .thenApply(Optional::of);
    }

    private CompletionStage<Observation.Details> details(PodSnapshot pod) {
        CompletionStage<List<PodEvent>> events = events(pod.uid()).exceptionally(e -> without(e, List.of()));
        CompletionStage<Boolean> log = call(() -> cluster.kube()
                        .logAnswers(
                                namespace(), pod.name(), task.specification().container()))
                .exceptionally(e -> without(e, false));
        return events.thenCombine(log, Observation.Details::new);
    }

    @Override
    public void on(Command.ReadEvents read) {
        events(read.uid()).whenComplete((events, error) -> observe.accept(answer(read, events, error)));
    }

    private Observation answer(Command.ReadEvents read, List<PodEvent> events, Throwable error) {
        if (error == null) {
            return new Observation.EventsRead(read.uid(), events);
        }
        without(error, List.of());
        return new Observation.EventsUnread();
    }

    private CompletionStage<List<PodEvent>> events(String uid) {
        return call(() -> cluster.kube().events(namespace(), uid));
    }

    /** The user is told what run-pod may not read, because waiting does not change it. */
    private <T> T without(Throwable error, T nothing) {
        if (failure(error).status() == 403) {
            observe.accept(new Observation.Forbidden(failure(error).getMessage()));
        }
        return nothing;
    }

    private static Observation failed(KubeFailure failure) {
        return new Observation.CallFailed(failure.getMessage(), failure.retryAfter());
    }

    @Override
    public void on(Command.Delete delete) {
        call(() -> cluster.kube()
                        .delete(namespace(), delete.podName(), delete.uid(), delete.resourceVersion(), delete.grace()))
                .whenComplete((nothing, error) -> observe.accept(new Observation.DeleteAnswered(
                        delete.uid(), error == null ? new DeleteAnswer.Accepted() : notDeleted(failure(error)))));
    }

    private DeleteAnswer notDeleted(KubeFailure failure) {
        if (failure.isContested()) {
            return new DeleteAnswer.Contested(failure.getMessage(), askAgain(failure));
        }
        return switch (failure.status()) {
            // A load balancer's 404 says nothing about the pod.
            case 404 ->
                failure.reason().equals("NotFound")
                        ? new DeleteAnswer.NotFound()
                        : new DeleteAnswer.Unknown(failure.getMessage(), failure.retryAfter());
            case 409 -> new DeleteAnswer.Conflict();
            case 429 -> new DeleteAnswer.Throttled(failure.getMessage(), failure.retryAfter());
            default -> new DeleteAnswer.Unknown(failure.getMessage(), failure.retryAfter());
        };
    }

    /** Whether a request that had no effect may have one later. Only a look tells what fails: the API, or this request. */
    static boolean mayPass(KubeFailure failure) {
        return failure.kind().isWorthAnotherTry() || failure.kind() == AnswerKind.FAILED;
    }

    /** How long a busy server asked to wait. Other answers that are worth another try are not the server's to time. */
    static Optional<Duration> pauseAsked(KubeFailure failure) {
        return failure.kind() == AnswerKind.BUSY ? failure.retryAfter() : Optional.empty();
    }

    private Instant askAgain(KubeFailure contested) {
        return clock.instant().plus(contested.retryAfter().orElse(Duration.ZERO));
    }

    /** Whatever goes wrong becomes an answer: a request without one would be waited for for ever. */
    static <T> CompletionStage<T> call(Supplier<CompletionStage<T>> request) {
        try {
            return request.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    static Throwable cause(Throwable error) {
        return KubeFailure.cause(error);
    }

    static KubeFailure failure(Throwable error) {
        return KubeFailure.of(error);
    }
}
