package io.jenkins.plugins.runpod.engine.kube;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Secrets of one Kubernetes cluster, as far as pod tasks need them: it takes the permission to create, patch and delete them, and none
 * to read them. Every method returns at once; a stage fails with a {@link KubeFailure} and with nothing else. Safe for use by many
 * threads.
 */
public interface KubeSecrets {
    /** POST; the Secret's metadata names its namespace. Gives its UID. */
    CompletionStage<String> create(Secret secret);

    /**
     * Replaces what the Secret of that name holds and lets it belong to nobody, if it has all labels of this one; 404 NotFound or 422
     * Invalid if there is no such Secret. Gives its UID.
     */
    CompletionStage<String> takeOver(Secret secret);

    /** The UID of the Secret of that name, if it has all these labels; 404 NotFound or 422 Invalid if there is no such Secret. */
    CompletionStage<String> find(String namespace, String name, Map<String, String> labels);

    /** Makes a pod the owner of a Secret; 404 NotFound or 422 Invalid if there is none of that UID. */
    CompletionStage<Void> give(String namespace, String name, String uid, String podName, String podUid);

    /** DELETE with a precondition; 409 Conflict if there is another one. */
    CompletionStage<Void> delete(String namespace, String name, String uid);

    /** The Secrets with a label selector, read page by page, and of each nothing but its metadata. */
    CompletionStage<List<SecretSnapshot>> list(String namespace, String selector);
}
