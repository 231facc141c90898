package io.jenkins.plugins.runpod.engine.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** How many pods of each name have ever existed in a cluster. */
final class Births implements AutoCloseable {
    private final Map<String, Integer> byName = new ConcurrentHashMap<>();
    private final Runnable stop;

    Births(EmbeddedCluster cluster) {
        stop = cluster.store().watch(Resource.PODS, OptionalLong.empty(), change -> {
            if (change.before().isEmpty()) {
                byName.merge(name(change.object()), 1, Integer::sum);
            }
        });
    }

    static String name(ObjectNode pod) {
        return pod.path("metadata").path("name").asText();
    }

    Map<String, Integer> byName() {
        return Map.copyOf(byName);
    }

    /** The pods that exist now. */
    static long present(EmbeddedCluster cluster) {
        return cluster.store().list(Resource.PODS, "", pod -> true).items().size();
    }

    @Override
    public void close() {
        stop.run();
    }
}
