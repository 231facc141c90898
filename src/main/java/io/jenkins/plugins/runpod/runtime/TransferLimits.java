package io.jenkins.plugins.runpod.runtime;

import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.exchange.TransferSlots;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How many transfers of files run at once in each cluster, as configured at this moment. Safe for use by many threads. */
final class TransferLimits {
    private final Map<String, TransferSlots> slots = new ConcurrentHashMap<>();

    /** The places of a cluster. */
    TransferSlots of(String cluster) {
        return slots.computeIfAbsent(cluster, name -> new TransferSlots(most(name)));
    }

    private static int most(String cluster) {
        return RunPodGlobalConfiguration.get()
                .find(Optional.of(cluster))
                .map(ClusterConfiguration::transferPlaces)
                .orElse(TransferSlots.STANDARD);
    }

    void changed() {
        slots.forEach((cluster, some) -> some.limit(most(cluster)));
    }
}
