package io.jenkins.plugins.runpod.engine.transfer;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The requests and limits of the helper containers. They keep the quality of service that the pod has without them.
 *
 * @param input those of the result container, except for devices. The pod's request is the largest of the two kinds of containers, so
 *     this costs nothing
 * @param output small ones, because that container runs beside the others
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/">Quality of service</a>
 */
record HelperResources(ResourceRequirements input, ResourceRequirements output) {
    private static final List<String> KINDS = List.of("cpu", "memory", "ephemeral-storage");
    private static final List<String> OF_QUALITY = List.of("cpu", "memory");
    /** What the output container asks for, and what it may use at most. */
    private static final Map<String, Quantity> SMALL = Map.of(
            "cpu", Quantity.parse("10m"), "memory", Quantity.parse("16Mi"), "ephemeral-storage", Quantity.parse("0"));

    private static final Map<String, Quantity> ENOUGH =
            Map.of("cpu", Quantity.parse("500m"), "memory", Quantity.parse("64Mi"));
    /** In a guaranteed pod the request is the limit. */
    private static final Map<String, Quantity> GUARANTEED =
            Map.of("cpu", Quantity.parse("100m"), "memory", Quantity.parse("64Mi"));

    static HelperResources of(PodSpec spec, Container result) {
        Map<String, Quantity> requests = amounts(result, ResourceRequirements::getRequests);
        Map<String, Quantity> limits = amounts(result, ResourceRequirements::getLimits);
        ResourceRequirements input = resources(requests, limits);
        if (spec.getResources() != null) {
            return new HelperResources(input, new ResourceRequirements());
        }
        Map<String, Quantity> asked = new LinkedHashMap<>();
        Map<String, Quantity> most = new LinkedHashMap<>();
        if (isGuaranteed(spec)) {
            OF_QUALITY.forEach(kind -> most.put(kind, least(GUARANTEED.get(kind), limits.get(kind))));
            asked.putAll(most);
        } else {
            // A quota can ask that all containers have what one of them has. None at all keeps a pod that asks for
            // nothing as it is.
            KINDS.forEach(kind -> {
                Quantity limit = limits.get(kind);
                Quantity request = requests.getOrDefault(kind, limit);
                if (limit != null) {
                    most.put(kind, ENOUGH.containsKey(kind) ? least(ENOUGH.get(kind), limit) : limit);
                }
                if (request != null) {
                    asked.put(kind, least(SMALL.get(kind), request));
                }
            });
        }
        if (limits.containsKey("ephemeral-storage") && !most.containsKey("ephemeral-storage")) {
            most.put("ephemeral-storage", limits.get("ephemeral-storage"));
            asked.put("ephemeral-storage", SMALL.get("ephemeral-storage"));
        }
        return new HelperResources(input, resources(asked, most));
    }

    private static Map<String, Quantity> amounts(
            Container container, Function<ResourceRequirements, Map<String, Quantity>> kind) {
        Map<String, Quantity> amounts = new LinkedHashMap<>();
        if (container.getResources() != null && kind.apply(container.getResources()) != null) {
            kind.apply(container.getResources()).forEach((name, amount) -> {
                if (KINDS.contains(name)) {
                    amounts.put(name, amount);
                }
            });
        }
        return amounts;
    }

    /** Whether each container has limits for both, and asks for as much. A request that is not written is the limit. */
    private static boolean isGuaranteed(PodSpec spec) {
        return Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
                .allMatch(container -> {
                    Map<String, Quantity> limits = amounts(container, ResourceRequirements::getLimits);
                    Map<String, Quantity> requests = amounts(container, ResourceRequirements::getRequests);
                    return OF_QUALITY.stream()
                            .allMatch(kind -> limits.get(kind) != null
                                    && Objects.equals(limits.get(kind), requests.getOrDefault(kind, limits.get(kind))));
                });
    }

    private static Quantity least(Quantity standard, Quantity other) {
        return standard.getNumericalAmount().compareTo(other.getNumericalAmount()) <= 0 ? standard : other;
    }

    private static ResourceRequirements resources(Map<String, Quantity> requests, Map<String, Quantity> limits) {
        return new ResourceRequirementsBuilder()
                .withRequests(requests)
                .withLimits(limits)
                .build();
    }
}
