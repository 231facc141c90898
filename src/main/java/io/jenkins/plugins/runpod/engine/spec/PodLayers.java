package io.jenkins.plugins.runpod.engine.spec;

import io.jenkins.plugins.runpod.engine.manifest.PodLayer;
import java.util.List;
import java.util.Optional;

/**
 * What others than the user of a task say about its pod. Immutable.
 *
 * @param below is merged below the YAML of the task, the first at the bottom
 * @param enforced is merged over everything, so that no parameter can override it
 */
public record PodLayers(List<PodLayer> below, Optional<PodLayer> enforced) {
    /** Nobody says anything. */
    public static final PodLayers NONE = new PodLayers(List.of(), Optional.empty());

    public PodLayers {
        below = List.copyOf(below);
    }

    /** Whether there are any. */
    public boolean any() {
        return !below.isEmpty() || enforced.isPresent();
    }
}
