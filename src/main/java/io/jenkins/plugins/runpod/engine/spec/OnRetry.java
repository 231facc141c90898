package io.jenkins.plugins.runpod.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.jenkins.plugins.runpod.engine.lifecycle.ImageSource;
import io.jenkins.plugins.runpod.engine.lifecycle.PodVariant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the pods after the first one have in place of what that one has. It is checked, and saved with the task. Absent values are
 * null. Pure.
 *
 * @param manifest the pod of further attempts without a name, as JSON, or null if it is that of the first one
 * @param changes what differs in it, for users: {@code image build:2, env}
 * @param memory how the memory of the result container grows: {@code x2}
 * @param maxMemory the largest memory: {@code 16Gi}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OnRetry(String manifest, String changes, String memory, String maxMemory) {
    /** All pods are the same. */
    public static final OnRetry NOTHING = new OnRetry(null, null, null, null);

    static final String MEMORY = "memory";

    /** Whether a pod can differ from the first one. */
    public boolean any() {
        return !equals(NOTHING);
    }

    /** The variant after another one, without words. */
    PodVariant next(PodVariant last, boolean outOfMemory) {
        int growths = last.growths() + (memory != null && outOfMemory ? 1 : 0);
        return new PodVariant(manifest != null, growths, last.images(), "");
    }

    /**
     * What differs from the first pod.
     *
     * @param pods makes the pod of an attempt
     */
    List<String> words(PodVariant variant, Function<PodVariant, Pod> pods, String container) {
        List<String> words = new ArrayList<>();
        if (variant.growths() > 0) {
            memoryOf(pods.apply(new PodVariant(variant.changed(), 0, ImageSource.OWN, "")), container)
                    .filter(before -> !grown(before, variant.growths()).equals(before))
                    .map(before -> "memory " + grown(before, variant.growths()) + " instead of " + before)
                    .ifPresent(words::add);
        }
        if (variant.changed() && changes != null) {
            words.add(changes);
        }
        return words;
    }

    private Quantity grown(Quantity before, int growths) {
        Optional<BigDecimal> most = Optional.ofNullable(maxMemory).flatMap(MemoryGrowth::bytes);
        return MemoryGrowth.of(memory, most).orElseThrow().grown(before, growths);
    }

    /** Raises requests and limits of the result container. Each is rounded up, and a request stays within its limit. */
    void grow(Pod pod, String container, int growths) {
        if (growths > 0) {
            resources(pod, container).ifPresent(resources -> {
                resources.setLimits(grown(resources.getLimits(), growths));
                resources.setRequests(grown(resources.getRequests(), growths));
                Optional.ofNullable(resources.getRequests())
                        .ifPresent(requests ->
                                requests.computeIfPresent(MEMORY, (name, request) -> least(request, limit(resources))));
            });
        }
    }

    private static Optional<Quantity> limit(ResourceRequirements resources) {
        return Optional.ofNullable(resources.getLimits()).map(limits -> limits.get(MEMORY));
    }

    private static Quantity least(Quantity request, Optional<Quantity> limit) {
        return limit.filter(most -> most.getNumericalAmount().compareTo(request.getNumericalAmount()) < 0)
                .orElse(request);
    }

    private Map<String, Quantity> grown(Map<String, Quantity> amounts, int growths) {
        if (amounts == null) {
            return null;
        }
        Map<String, Quantity> grown = new LinkedHashMap<>(amounts);
        grown.computeIfPresent(MEMORY, (name, before) -> grown(before, growths));
        return grown;
    }

    /** The memory that a container may use, or is promised if it may use any. */
    static Optional<Quantity> memoryOf(Pod pod, String container) {
        return resources(pod, container)
                .flatMap(resources -> limit(resources)
                        .or(() -> Optional.ofNullable(resources.getRequests()).map(requests -> requests.get(MEMORY))));
    }

    /** The limit and the request of memory. */
    static List<Optional<Quantity>> memoriesOf(Pod pod, String container) {
        Optional<ResourceRequirements> resources = resources(pod, container);
        return List.of(
                resources.map(ResourceRequirements::getLimits).map(limits -> limits.get(MEMORY)),
                resources.map(ResourceRequirements::getRequests).map(requests -> requests.get(MEMORY)));
    }

    private static Optional<ResourceRequirements> resources(Pod pod, String container) {
        return pod.getSpec().getContainers().stream()
                .filter(one -> one != null && container.equals(one.getName()))
                .findFirst()
                .map(Container::getResources);
    }
}
