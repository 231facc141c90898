package io.jenkins.plugins.runpod.runtime;

import hudson.Extension;
import hudson.XmlFile;
import hudson.model.Saveable;
import hudson.model.listeners.SaveableListener;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.admission.PodCaps;
import io.jenkins.plugins.runpod.engine.admission.PodLimit;
import io.jenkins.plugins.runpod.engine.admission.ReservationsFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The caps on concurrent pods of all clusters and of their folders, as configured at this moment. Safe for use by many threads. */
final class PodLimits {
    private final ReservationsFile file;
    private final Map<String, PodLimit> limits = new ConcurrentHashMap<>();

    /** @param file keeps which tasks have a reservation */
    PodLimits(Path file) {
        this.file = new ReservationsFile(file);
    }

    /** The one of a cluster, whether it has a cap or not. */
    PodLimit of(String cluster) {
        return limits.computeIfAbsent(
                cluster,
                name -> new PodLimit(
                        name, () -> caps(name), file.of(name), Clock.systemUTC().instant()));
    }

    private static PodCaps caps(String cluster) {
        return RunPodGlobalConfiguration.get()
                .find(Optional.of(cluster))
                .map(ClusterConfiguration::podCaps)
                .orElse(PodCaps.ofCluster(PodCaps.NONE));
    }

    /** Caps that were raised are used at once. */
    @Extension
    public static final class Changes extends SaveableListener {
        @Override
        public void onChange(Saveable saved, XmlFile to) {
            if (saved instanceof RunPodGlobalConfiguration) {
                RunPodEngine.get().limitsChanged();
            }
        }
    }

    void changed() {
        limits.values().forEach(PodLimit::changed);
    }
}
