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
 * One Kubernetes cluster, as far as pod tasks need it. Every method returns at once; a stage fails with a
 * {@link KubeFailure} and with nothing else. Safe for use by many threads.
 */
public interface Kube {
    /** POST; the pod's metadata names its namespace. */
    CompletionStage<PodSnapshot> create(Pod pod);

    /** GET; empty for 404. */
    CompletionStage<Optional<PodSnapshot>> get(String namespace, String name);

    /** The pods with a label selector, read page by page. */
    CompletionStage<List<PodSnapshot>> list(String namespace, String selector);

    /**
     * DELETE with preconditions. 409 Conflict when the pod is not in the state of the resource version.
     *
     * @param resourceVersion delete only in this state
     * @param grace the grace period; empty for the pod's own
     */
    CompletionStage<Void> delete(
            String namespace, String name, String uid, Optional<String> resourceVersion, Optional<Duration> grace);

    /** The events of one pod, in the order the server lists them. */
    CompletionStage<List<PodEvent>> events(String namespace, String uid);

    /** Whether the log of a container answers, so that the container must have started. Reads one byte at most. */
    CompletionStage<Boolean> logAnswers(String namespace, String name, String container);

    /** The log of a container. */
    LogSource log(String namespace, String name, String container);

    /** Follows the pods with a label selector through one watch; lists again by itself whenever that is necessary. */
    Watch watch(String namespace, String selector, PodWatcher watcher);

    /** Its Secrets. */
    KubeSecrets secrets();

    /** A watch that lasts until it is closed. */
    interface Watch extends AutoCloseable {
        /** Idempotent. */
        @Override
        void close();
    }
}
