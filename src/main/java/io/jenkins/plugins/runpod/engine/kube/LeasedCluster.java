package io.jenkins.plugins.runpod.engine.kube;

/** A cluster in use. All leases of the same cluster share its connections, which close with the last lease. */
public interface LeasedCluster extends Cluster, AutoCloseable {
    /** Sends requests for objects of kind Lease. */
    LeaseApi leases();

    /** The requests that were sent to the cluster since its first lease. */
    RequestCounts requests();

    /** The requests that wait now for the client's own request limit. */
    Backlog backlog();

    /** Whether the API server answers, as far as recent requests show. */
    ServerHealth health();

    /** The number of namespaces whose pods are watched. */
    int informers();

    /** Returns the lease. Idempotent. When the last lease is returned, pending requests fail. */
    @Override
    void close();
}
