package io.jenkins.plugins.runpod.engine.kube;

import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A handle on a cluster. All handles on the same cluster share its connections, which close with the last handle. */
public interface SharedCluster extends Cluster, AutoCloseable {
    /**
     * The events of a pod for a page. Such reads have a small budget of their own, one at a time, so that no request of a task waits
     * for them. The stage fails only with a {@link KubeFailure}.
     */
    CompletionStage<List<PodEvent>> eventsForPages(String namespace, String uid);

    /** Sends requests for objects of kind Lease. */
    LeaseApi leases();

    /**
     * The service account that requests are sent as. Empty if the credential is no service account, or if that cannot be
     * known. Returns at once, and asks the cluster once for each credential. Fails with a {@link KubeFailure}.
     */
    CompletionStage<Optional<ServiceAccount>> account();

    /** The requests that were sent to the cluster since its first handle. */
    RequestCounts requests();

    /** The requests that wait now for the client's own request limit. */
    Backlog backlog();

    /** Whether the API server answers, as far as recent requests show. */
    ServerHealth health();

    /** The number of namespaces whose pods are watched. */
    int informers();

    /** Closes the handle. Idempotent. When the last handle is closed, pending requests fail. */
    @Override
    void close();
}
