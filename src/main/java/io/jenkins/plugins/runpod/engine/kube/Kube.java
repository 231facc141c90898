package io.jenkins.plugins.runpod.engine.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.log.LogSource;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One Kubernetes cluster, as far as pod tasks need it. Every method returns at once. A stage fails only with a {@link
 * KubeFailure}. Safe for use by many threads.
 */
public interface Kube {
    /** POST of a pod into the namespace of its metadata. */
    CompletionStage<PodSnapshot> create(Pod pod);

    /** GET of a pod. Empty for 404. */
    CompletionStage<Optional<PodSnapshot>> get(String namespace, String name);

    /** The pods with a label selector, read page by page. */
    CompletionStage<List<PodSnapshot>> list(String namespace, String selector);

    /**
     * DELETE of a pod with preconditions. Fails with 409 Conflict if the pod has another UID or another resource
     * version.
     *
     * @param resourceVersion deletes only this version of the pod, or any version if empty
     * @param grace the grace period, or the pod's own if empty
     */
    CompletionStage<Void> delete(
            String namespace, String name, String uid, Optional<String> resourceVersion, Optional<Duration> grace);

    /** The events of one pod, in the order of the server. */
    CompletionStage<List<PodEvent>> events(String namespace, String uid);

    /** Whether the log of a container answers, which proves that the container has started. Reads at most 1 byte. */
    CompletionStage<Boolean> logAnswers(String namespace, String name, String container);

    /** The log of a container. */
    LogSource log(String namespace, String name, String container);

    /**
     * Runs a command in a container of a pod. Needs the permissions to {@code get} and to {@code create} {@code pods/exec}: the
     * request is a GET, and Kubernetes 1.35 and later ask for both.
     *
     * @see <a href="https://github.com/kubernetes/kubernetes/pull/134577">Permission to create</a>
     */
    Exec exec(ExecRequest request, ExecInput input, ExecOutput output);

    /** Follows the pods with a label selector through one watch. Lists them again whenever the watch breaks. */
    Watch watch(String namespace, String selector, PodWatcher watcher);

    /** The Secrets of the cluster. */
    KubeSecrets secrets();

    /** A watch that lasts until it is closed. */
    interface Watch extends AutoCloseable {
        /** Idempotent. */
        @Override
        void close();
    }
}
