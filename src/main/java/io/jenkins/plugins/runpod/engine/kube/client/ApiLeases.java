package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.LeaseApi;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The requests for leases to one API server. */
final class ApiLeases implements LeaseApi {
    private final ApiCalls calls;

    ApiLeases(ApiCalls calls) {
        this.calls = calls;
    }

    @Override
    public CompletionStage<Optional<Lease>> get(String namespace, String name) {
        return call(ApiRequest.lease(Verb.GET, namespace, name))
                .thenApply(Optional::of)
                .exceptionallyCompose(error -> missing(error)
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : CompletableFuture.failedFuture(error));
    }

    /** Only in Kubernetes' own words: a proxy's 404 says nothing about the lease. */
    private static boolean missing(Throwable error) {
        return KubeFailure.cause(error) instanceof KubeFailure failure
                && failure.status() == 404
                && failure.reason().equals("NotFound");
    }

    @Override
    public CompletionStage<Lease> create(Lease lease) {
        return call(ApiRequest.leases(Verb.CREATE, lease.getMetadata().getNamespace())
                .with(KubeJson.bytes(lease)));
    }

    @Override
    public CompletionStage<Lease> replace(Lease lease) {
        return call(ApiRequest.lease(
                        Verb.UPDATE,
                        lease.getMetadata().getNamespace(),
                        lease.getMetadata().getName())
                .with(KubeJson.bytes(lease)));
    }

    private CompletionStage<Lease> call(ApiRequest request) {
        return calls.call(request).thenCompose(answer -> {
            try {
                return CompletableFuture.completedFuture(KubeJson.read(answer.body(), Lease.class));
            } catch (IOException e) {
                return CompletableFuture.failedFuture(
                        Failures.unanswered(request, new IOException("the answer is not a Lease")));
            }
        });
    }
}
