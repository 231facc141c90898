package io.jenkins.plugins.runpod.engine.kube;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The Secrets of one Kubernetes cluster, as far as pod tasks need them. They need the permission to create, patch and
 * delete Secrets, but not to read them. Every method returns at once. A stage fails only with a {@link KubeFailure}.
 * Safe for use by many threads.
 */
public interface KubeSecrets {
    /** POST of a Secret into the namespace of its metadata. Returns its UID. */
    CompletionStage<String> create(Secret secret);

    /**
     * Replaces the data of an existing Secret and removes its owner, if that Secret has all labels of this one. Returns
     * its UID. Fails with 404 NotFound or 422 Invalid if there is no such Secret.
     */
    CompletionStage<String> takeOver(Secret secret);

    /**
     * The UID of the Secret of that name, if it has all these labels. Fails with 404 NotFound or 422 Invalid if there
     * is no such Secret.
     */
    CompletionStage<String> find(String namespace, String name, Map<String, String> labels);

    /**
     * Makes a pod the owner of a Secret. Fails with 404 NotFound or 422 Invalid if there is no Secret with that UID.
     */
    CompletionStage<Void> give(String namespace, String name, String uid, String podName, String podUid);

    /** DELETE of a Secret with a precondition. Fails with 409 Conflict if the Secret has another UID. */
    CompletionStage<Void> delete(String namespace, String name, String uid);

    /**
     * The metadata of the Secrets with a label selector, read page by page. Fails with 406 if the server cannot leave out the
     * values.
     */
    CompletionStage<List<SecretSnapshot>> list(String namespace, String selector);
}
