package io.jenkins.plugins.runpod.engine.kube;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The leases of a cluster. Every method returns at once; a stage fails with a {@link KubeFailure} and with nothing else. Safe for use
 * by many threads.
 */
public interface LeaseApi {
    /** GET; empty for 404. */
    CompletionStage<Optional<Lease>> get(String namespace, String name);

    /** POST; 409 AlreadyExists when there is one. */
    CompletionStage<Lease> create(Lease lease);

    /** PUT; 409 Conflict when somebody has changed it since it was read. */
    CompletionStage<Lease> replace(Lease lease);
}
