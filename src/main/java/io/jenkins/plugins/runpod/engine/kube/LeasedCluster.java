package io.jenkins.plugins.runpod.engine.kube;

/** A cluster in use. Its connections are shared by all who lease the same cluster and end with the last lease. */
public interface LeasedCluster extends Cluster, AutoCloseable {
    /** For the objects of kind Lease. */
    LeaseApi leases();

    /** What was sent to the cluster since it was first leased. */
    RequestCounts requests();

    /** What waits now for the limit on our side. */
    Backlog backlog();

    /** Whether its API server answers, as far as requests told. */
    ServerHealth health();

    /** In how many namespaces its pods are watched. */
    int informers();

    /** Gives the lease back. Idempotent; what is under way through the last lease fails. */
    @Override
    void close();
}
