package io.jenkins.plugins.runpod.engine.kube;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The leases of a cluster. Every method returns at once. A stage fails only with a {@link KubeFailure}. Safe for use by
 * many threads.
 */
public interface LeaseApi {
    /** GET of a lease. Empty for 404. */
    CompletionStage<Optional<Lease>> get(String namespace, String name);

    /** POST of a lease. Fails with 409 AlreadyExists if it exists. */
    CompletionStage<Lease> create(Lease lease);

    /** PUT of a lease. Fails with 409 Conflict if the lease has changed since it was read. */
    CompletionStage<Lease> replace(Lease lease);
}
