package io.jenkins.plugins.runpod.engine.tenancy;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Refuses pods that would run as the service account of this controller, because such a pod could do everything that the
 * controller can. A folder rule that names the account allows it. The rule's word is an annotation of the pod, which is saved
 * with the task. Safe for use by many threads.
 *
 * @param own the account of this controller, if it is one. Fails with a {@link KubeFailure}
 */
public record AccountGuard(Supplier<CompletionStage<Optional<ServiceAccount>>> own) {
    private static final int FORBIDDEN = 403;

    /** Sends the create of a pod, if the pod may run as its account. Otherwise it fails with the reason. */
    <T> CompletionStage<T> whenAllowed(Pod pod, Supplier<CompletionStage<T>> create) {
        ServiceAccount account = ServiceAccount.of(pod);
        if (isNamed(pod, account)) {
            return create.get();
        }
        return own.get()
                .handle((mine, error) -> error == null ? refusal(account, mine) : Optional.of(unanswered(error)))
                .thenCompose(refusal -> refusal.<CompletionStage<T>>map(CompletableFuture::failedFuture)
                        .orElseGet(create));
    }

    private static boolean isNamed(Pod pod, ServiceAccount account) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations())
                .map(notes -> notes.get(ServiceAccount.NAMED_BY_RULE))
                .filter(account.name()::equals)
                .isPresent();
    }

    private static Optional<KubeFailure> refusal(ServiceAccount account, Optional<ServiceAccount> own) {
        return own.filter(account::equals)
                .map(same -> new KubeFailure(
                        FORBIDDEN,
                        ServiceAccount.OWN_ACCOUNT,
                        "The pod would run as the service account " + same
                                + ", which run-pod itself uses. No folder rule names this account for the job.",
                        Optional.empty(),
                        Effect.NONE));
    }

    /** The create was not sent, so the failure of the question is no failure of the create. */
    private static KubeFailure unanswered(Throwable error) {
        Throwable cause = KubeFailure.cause(error);
        return new KubeFailure(
                0,
                "",
                String.valueOf(cause.getMessage()),
                cause instanceof KubeFailure failure ? failure.retryAfter() : Optional.empty(),
                Effect.NONE);
    }
}
