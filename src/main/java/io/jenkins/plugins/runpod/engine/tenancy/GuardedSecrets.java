package io.jenkins.plugins.runpod.engine.tenancy;

import io.fabric8.kubernetes.api.model.Secret;
import io.jenkins.plugins.runpod.engine.kube.KubeSecrets;
import io.jenkins.plugins.runpod.engine.kube.SecretSnapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Secrets of a cluster in which this controller changes something only where it is the one that may. */
record GuardedSecrets(KubeSecrets secrets, Function<String, Tenancy> tenancies) implements KubeSecrets {
    @Override
    public CompletionStage<String> create(Secret secret) {
        return tenancies.apply(secret.getMetadata().getNamespace()).whenAllowed(() -> secrets.create(secret));
    }

    @Override
    public CompletionStage<String> takeOver(Secret secret) {
        return tenancies.apply(secret.getMetadata().getNamespace()).whenAllowed(() -> secrets.takeOver(secret));
    }

    @Override
    public CompletionStage<String> find(String namespace, String name, Map<String, String> labels) {
        return tenancies.apply(namespace).whenAllowed(() -> secrets.find(namespace, name, labels));
    }

    @Override
    public CompletionStage<Void> give(String namespace, String name, String uid, String podName, String podUid) {
        return tenancies.apply(namespace).whenAllowed(() -> secrets.give(namespace, name, uid, podName, podUid));
    }

    @Override
    public CompletionStage<Void> delete(String namespace, String name, String uid) {
        return tenancies.apply(namespace).whenAllowed(() -> secrets.delete(namespace, name, uid));
    }

    @Override
    public CompletionStage<List<SecretSnapshot>> list(String namespace, String selector) {
        return secrets.list(namespace, selector);
    }
}
