package io.jenkins.plugins.runpod.runtime;

import io.jenkins.plugins.runpod.engine.admission.Admission;
import io.jenkins.plugins.runpod.engine.admission.CreateDamping;
import io.jenkins.plugins.runpod.engine.admission.RegistryDamping;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The admissions of all clusters. What fails or is limited in one cluster says nothing about another cluster. Safe for use
 * by many threads.
 */
final class Admissions {
    private final PodLimits limits;
    private final Map<String, Damping> damping = new ConcurrentHashMap<>();

    private record Damping(RegistryDamping registries, CreateDamping creates) {}

    /** @param reservations the file that keeps which tasks have a reservation */
    Admissions(Path reservations) {
        limits = new PodLimits(reservations);
    }

    /**
     * The admission of the tasks of one folder in one cluster. Failing creates come last, so that the one task that tries is
     * held by nothing else afterwards.
     */
    Admission of(String cluster, String folder) {
        Damping shared =
                damping.computeIfAbsent(cluster, name -> new Damping(new RegistryDamping(), new CreateDamping()));
        return Admission.both(
                Admission.both(shared.registries(), limits.of(cluster).of(folder)), shared.creates());
    }

    /**
     * Drops the reservations of unknown tasks below a cluster's limit.
     *
     * @param tasks the labels of all tasks that have a pod in the cluster
     * @param running whether the task with this label runs here
     */
    void census(String cluster, Set<String> tasks, Predicate<String> running) {
        limits.of(cluster).census(tasks, running, Clock.systemUTC().instant());
    }

    /** Another configuration was saved. */
    void changed() {
        limits.changed();
    }
}
