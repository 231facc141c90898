package io.jenkins.plugins.runpod.engine.tenancy;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;

/** Who may change things in a namespace, as far as is known. */
sealed interface Ownership {

    /** Nobody was asked yet, or there is no lease. */
    record Unknown() implements Ownership {}

    /**
     * We hold the lease.
     *
     * @param sentAt in nanoseconds: the lease lasts from then on at least
     */
    record Ours(Lease lease, long sentAt) implements Ownership {}

    /**
     * Another controller holds it.
     *
     * @param holder for readers
     */
    record Others(String holder) implements Ownership {}

    /**
     * The cluster does not let us use leases.
     *
     * @param mayPass whether an API server that has just started may refuse like this for a moment
     */
    record Unprotected(String why, boolean mayPass) implements Ownership {}

    /** The question was not answered. */
    record Failed(KubeFailure why) implements Ownership {}
}
