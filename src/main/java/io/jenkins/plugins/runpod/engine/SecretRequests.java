package io.jenkins.plugins.runpod.engine;

import io.fabric8.kubernetes.api.model.Secret;
import io.jenkins.plugins.runpod.engine.kube.Cluster;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeSecrets;
import io.jenkins.plugins.runpod.engine.lifecycle.Command;
import io.jenkins.plugins.runpod.engine.lifecycle.Observation;
import io.jenkins.plugins.runpod.engine.lifecycle.SecretAnswer;
import io.jenkins.plugins.runpod.engine.secret.SecretValues;
import io.jenkins.plugins.runpod.engine.secret.UnreadableSecret;
import io.jenkins.plugins.runpod.engine.text.Excerpt;
import io.jenkins.plugins.runpod.engine.time.OutsideCall;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Carries out the machine's requests about Secrets and puts the answers into its words. Never blocks. */
final class SecretRequests {
    private final PodTask task;
    private final Cluster cluster;
    private final Clock clock;
    private final Timer timer;
    private final Consumer<Observation> observe;

    SecretRequests(PodTask task, Cluster cluster, Clock clock, Timer timer, Consumer<Observation> observe) {
        this.task = task;
        this.cluster = cluster;
        this.clock = clock;
        this.timer = timer;
        this.observe = observe;
    }

    private String namespace() {
        return task.specification().namespace();
    }

    private KubeSecrets secrets() {
        return cluster.kube().secrets();
    }

    void make(Command.MakeSecret make) {
        answer(
                make.podName(),
                () -> task.secrets()
                        .read(timer)
                        .handle((values, error) -> error == null
                                ? make(make.attempt(), values)
                                : CompletableFuture.completedFuture(unread(error)))
                        .thenCompose(Function.identity()),
                failure -> notSent(words(failure)));
    }

    private static SecretAnswer unread(Throwable error) {
        Throwable cause = Requests.cause(error);
        if (cause instanceof UnreadableSecret why) {
            return new SecretAnswer.Unreadable(why.getMessage());
        }
        // The words of another error might be the secret's own.
        return new SecretAnswer.Unread(
                cause instanceof OutsideCall.TooSlow slow
                        ? slow.getMessage()
                        : "cannot read the secrets of the task: "
                                + cause.getClass().getSimpleName());
    }

    private static SecretAnswer notSent(String why) {
        return new SecretAnswer.NotSent(why, Optional.empty());
    }

    private CompletionStage<SecretAnswer> make(int attempt, SecretValues values) {
        if (values.bytes() > SecretValues.LARGEST) {
            return CompletableFuture.completedFuture(new SecretAnswer.Unreadable("all together have " + values.bytes()
                    + " bytes, and a Secret holds at most " + SecretValues.LARGEST));
        }
        Secret secret = task.secret(attempt, values);
        return secrets()
                .create(secret)
                .handle((uid, error) -> error == null
                        ? CompletableFuture.<SecretAnswer>completedFuture(new SecretAnswer.Made(uid))
                        : refused(secret, Requests.failure(error)))
                .thenCompose(Function.identity());
    }

    private CompletionStage<SecretAnswer> refused(Secret secret, KubeFailure failure) {
        if (failure.status() == 409 && failure.reason().equals("AlreadyExists")) {
            return secrets()
                    .takeOver(secret)
                    .handle((uid, error) ->
                            error == null ? new SecretAnswer.Made(uid) : notTakenOver(Requests.failure(error)));
        }
        if (failure.isContested()) {
            return CompletableFuture.completedFuture(contested(failure));
        }
        String message = words(failure);
        return CompletableFuture.completedFuture(
                failure.effect() == KubeFailure.Effect.UNKNOWN
                        ? new SecretAnswer.Unknown(message)
                        : Requests.mayPass(failure)
                                ? new SecretAnswer.NotSent(message, Requests.pauseAsked(failure))
                                : new SecretAnswer.Refused(
                                        failure.status(), failure.reason(), message, failure.retryAfter()));
    }

    /** 404: it went meanwhile. What was asked for made nothing, whatever became of it. */
    private SecretAnswer notTakenOver(KubeFailure failure) {
        String message = words(failure);
        return switch (failure.status()) {
            case 422 -> new SecretAnswer.Taken();
            case 403 -> new SecretAnswer.Refused(403, failure.reason(), message, failure.retryAfter());
            default -> notSent(message);
        };
    }

    /** The server may quote what was sent, so its words are masked before they are cut. */
    private String words(KubeFailure failure) {
        return Excerpt.answer(task.secrets().mask(failure.getMessage()));
    }

    void give(Command.GiveSecret give) {
        answer(
                give.podName(),
                () -> secrets()
                        .give(namespace(), give.podName(), give.uid(), give.podName(), give.podUid())
                        .thenApply(nothing -> new SecretAnswer.Given()),
                failure -> isNotThere(failure)
                        ? new SecretAnswer.Lost()
                        : new SecretAnswer.NotGiven(words(failure), failure.retryAfter(), outlook(failure)));
    }

    /** Which Secret it is that a create without an answer has made, its labels tell. */
    void delete(Command.DeleteSecret delete) {
        answer(
                delete.podName(),
                () -> delete.uid()
                        .<CompletionStage<String>>map(CompletableFuture::completedFuture)
                        .orElseGet(
                                () -> secrets().find(namespace(), delete.podName(), task.ownLabels(delete.attempt())))
                        .thenCompose(uid -> secrets().delete(namespace(), delete.podName(), uid))
                        .thenApply(nothing -> new SecretAnswer.Deleted()),
                failure -> isNotThere(failure) || failure.status() == 409
                        ? new SecretAnswer.Deleted()
                        : new SecretAnswer.NotDeleted(words(failure), failure.retryAfter(), outlook(failure)));
    }

    /** An admission webhook answers with any status it likes. */
    private static SecretAnswer.Outlook outlook(KubeFailure failure) {
        return failure.kind().isFinal() ? SecretAnswer.Outlook.FORBIDDEN : SecretAnswer.Outlook.RETRY;
    }

    /** Only in Kubernetes' own words, as with pods. */
    private static boolean isNotThere(KubeFailure failure) {
        return (failure.status() == 404 && failure.reason().equals("NotFound")) || failure.status() == 422;
    }

    private void answer(
            String podName,
            Supplier<? extends CompletionStage<? extends SecretAnswer>> request,
            Function<KubeFailure, SecretAnswer> failed) {
        Requests.call(() -> request.get().thenApply(answer -> (SecretAnswer) answer))
                .exceptionally(error -> answer(Requests.failure(error), failed))
                .thenAccept(answer -> observe.accept(new Observation.SecretAnswered(podName, answer)));
    }

    private SecretAnswer answer(KubeFailure failure, Function<KubeFailure, SecretAnswer> failed) {
        return failure.isContested() ? contested(failure) : failed.apply(failure);
    }

    private SecretAnswer contested(KubeFailure failure) {
        return new SecretAnswer.Contested(
                failure.getMessage(), clock.instant().plus(failure.retryAfter().orElse(Duration.ZERO)));
    }
}
