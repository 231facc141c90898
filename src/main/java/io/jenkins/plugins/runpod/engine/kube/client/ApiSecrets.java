package io.jenkins.plugins.runpod.engine.kube.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.jenkins.plugins.runpod.engine.kube.KubeSecrets;
import io.jenkins.plugins.runpod.engine.kube.SecretSnapshot;
import io.jenkins.plugins.runpod.engine.kube.Verb;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The requests about Secrets to one API server. They ask for metadata only. Nothing else is kept if a server sends more than that.
 */
final class ApiSecrets implements KubeSecrets {
    private final ApiCalls calls;

    ApiSecrets(ApiCalls calls) {
        this.calls = calls;
    }

    @Override
    public CompletionStage<String> create(Secret secret) {
        return uid(ApiRequest.secrets(Verb.CREATE, secret.getMetadata().getNamespace())
                .with(KubeJson.bytes(secret)));
    }

    @Override
    public CompletionStage<String> takeOver(Secret secret) {
        ObjectMeta meta = secret.getMetadata();
        return uid(patch(
                meta.getNamespace(),
                meta.getName(),
                new JsonPatch()
                        .labelled(meta.getLabels())
                        .set("/data", secret.getData())
                        .set("/metadata/ownerReferences", List.of())));
    }

    @Override
    public CompletionStage<String> find(String namespace, String name, Map<String, String> labels) {
        return uid(patch(namespace, name, new JsonPatch().labelled(labels)));
    }

    @Override
    public CompletionStage<Void> give(String namespace, String name, String uid, String podName, String podUid) {
        OwnerReference pod = new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(podName)
                .withUid(podUid)
                .build();
        return calls.call(patch(
                        namespace,
                        name,
                        new JsonPatch().test("/metadata/uid", uid).set("/metadata/ownerReferences", List.of(pod))))
                .thenApply(answer -> null);
    }

    @Override
    public CompletionStage<Void> delete(String namespace, String name, String uid) {
        DeleteOptions options = new DeleteOptionsBuilder()
                .withApiVersion("v1")
                .withKind("DeleteOptions")
                .withNewPreconditions(null, uid)
                .build();
        return calls.call(ApiRequest.secret(Verb.DELETE, namespace, name).with(KubeJson.bytes(options)))
                .thenApply(answer -> null);
    }

    @Override
    public CompletionStage<List<SecretSnapshot>> list(String namespace, String selector) {
        ApiRequest request = ApiRequest.secrets(Verb.LIST, namespace).with("labelSelector", selector);
        return new PagedList<>(calls, request, SecretSnapshot::of).read().thenApply(PagedList.Page::items);
    }

    private static ApiRequest patch(String namespace, String name, JsonPatch patch) {
        return ApiRequest.secret(Verb.PATCH, namespace, name).with(patch.json());
    }

    private CompletionStage<String> uid(ApiRequest request) {
        return calls.call(request).thenCompose(answer -> {
            try {
                JsonNode secret = KubeJson.object(KubeJson.tree(answer.body()));
                return CompletableFuture.completedFuture(
                        SecretSnapshot.of(secret).uid());
            } catch (IOException e) {
                return CompletableFuture.failedFuture(
                        Failures.unanswered(request, new IOException("the answer is not a Secret")));
            }
        });
    }
}
