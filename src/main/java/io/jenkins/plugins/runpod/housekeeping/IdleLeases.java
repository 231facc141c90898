package io.jenkins.plugins.runpod.housekeeping;

import hudson.Extension;
import hudson.model.PeriodicWork;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.ControllerIdentity;
import io.jenkins.plugins.runpod.config.NamespacesInUse;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.time.Duration;

/**
 * Renews the leases of namespaces without running tasks, so that a copy of this controller does not take over the kept
 * pods. It also notices if this controller is the copy. It runs twice within the duration of such a lease.
 */
@Extension
public final class IdleLeases extends PeriodicWork {
    private static final Duration PERIOD = Duration.ofMinutes(5);

    @Override
    public long getRecurrencePeriod() {
        return PERIOD.toMillis();
    }

    @Override
    public long getInitialDelay() {
        return Duration.ofSeconds(30).toMillis();
    }

    @Override
    protected void doRun() {
        RunPodEngine.get().outside().housekeeping().execute(IdleLeases::keep);
    }

    private static void keep() {
        if (ControllerIdentity.get().known().isEmpty()) {
            return;
        }
        for (ClusterConfiguration cluster : RunPodGlobalConfiguration.get().getClusters()) {
            for (String namespace : NamespacesInUse.get().of(cluster.getName())) {
                RunPodEngine.get().tenancy(cluster, namespace).keep();
            }
        }
    }
}
