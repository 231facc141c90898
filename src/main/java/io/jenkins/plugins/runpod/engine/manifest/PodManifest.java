package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The Pod of some layers. What only a user says is a whole Pod, and read as kubectl does. Otherwise each layer is a part, and the merged
 * Pod is checked for what a part cannot tell. Immutable.
 *
 * <p>The first container of a layer is the result container if it has no name, so that a layer need not know the name.
 *
 * @param pod the Pod without what does not fit, or empty if a layer holds none
 * @param container the name of the result container. The Pod need not have it
 * @param problems what is wrong, all of it, without a full stop. Each begins with the origin of its layer
 * @param warnings what may be wrong, in the same form
 */
public record PodManifest(Optional<Pod> pod, String container, List<String> problems, List<String> warnings) {
    private static final String STANDARD_CONTAINER = "main";
    /** More replaced fields than these are counted only. */
    private static final int MOST_NAMED = 10;

    public PodManifest {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** Reads a text with a whole Pod. It never throws. */
    public static PodManifest read(String text) {
        return read(List.of(new PodLayer("", text, true)), true, Optional.empty(), Optional.empty());
    }

    /**
     * Reads and merges the layers. It never throws.
     *
     * @param whole whether there is one layer at most, and it is a whole Pod
     * @param container the name of the result container, or empty for the first container of a layer of the task
     * @param origins gets the layers, if there are any beside those of the task
     */
    public static PodManifest read(
            List<PodLayer> layers, boolean whole, Optional<String> container, Optional<PodOrigins> origins) {
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        Map<PodLayer, PodPatch> patches = new LinkedHashMap<>();
        for (PodLayer layer : layers) {
            PodPatch patch = PodPatch.read(layer.text(), !whole);
            patch.problems().forEach(problem -> problems.add(layer.said(problem)));
            patch.warnings().forEach(warning -> warnings.add(layer.said(warning)));
            patches.put(layer, patch);
        }
        String name = container.orElseGet(() -> resultContainer(patches, problems));
        if (patches.values().stream().anyMatch(patch -> patch.json().isEmpty())) {
            return new PodManifest(Optional.empty(), name, problems, warnings);
        }
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<PodLayer, PodPatch> each : patches.entrySet()) {
            ObjectNode patch = each.getValue().named(name);
            merged = whole ? patch : StrategicMerge.merge(merged, patch);
            if (origins.isPresent()) {
                pod(merged, new ArrayList<>())
                        .ifPresent(pod -> origins.get().add(each.getKey().origin(), json(pod)));
            }
        }
        List<String> ofPod = new ArrayList<>();
        Optional<Pod> pod = checked(merged, problems.isEmpty(), whole || problems.isEmpty(), ofPod);
        PodLayer told = layers.size() == 1 ? layers.get(0) : new PodLayer("pod", "", true);
        ofPod.forEach(problem -> problems.add(told.said(problem)));
        return new PodManifest(pod, name, problems, warnings);
    }

    /**
     * Merges a layer over a Pod that nothing else changes afterwards. Adds to the problems and warnings instead of throwing.
     *
     * @param container the name of the result container
     * @param origins has the layers below, and gets this one
     */
    public static Pod enforce(
            PodLayer layer,
            Pod pod,
            String container,
            PodOrigins origins,
            List<String> problems,
            List<String> warnings) {
        PodPatch patch = PodPatch.read(layer.text(), true);
        List<String> unusable = patch.problemsOfEnforced();
        unusable.forEach(problem -> problems.add(layer.said(problem)));
        patch.warnings().forEach(warning -> warnings.add(layer.said(warning)));
        if (!unusable.isEmpty() || patch.json().isEmpty()) {
            return pod;
        }
        ObjectNode merged = StrategicMerge.merge((ObjectNode) json(pod), patch.named(container));
        List<String> ofPod = new ArrayList<>();
        Pod enforced = checked(merged, true, problems.isEmpty(), ofPod).orElse(pod);
        ofPod.forEach(problem -> problems.add(layer.said(problem)));
        List<String> replaced = origins.changed(json(enforced));
        if (!replaced.isEmpty()) {
            warnings.add(layer.said("replaces "
                    + replaced.stream()
                            .limit(MOST_NAMED)
                            .map(path -> path + " of " + origins.of(path).orElse(""))
                            .collect(Collectors.joining(", "))
                    + (replaced.size() > MOST_NAMED ? " and " + (replaced.size() - MOST_NAMED) + " more fields" : "")));
        }
        origins.add(layer.origin(), json(enforced));
        return enforced;
    }

    /** A Pod as origins compare it. */
    public static JsonNode json(Pod pod) {
        return KubeJson.node(pod);
    }

    private static Optional<Pod> checked(ObjectNode json, boolean complete, boolean check, List<String> problems) {
        if (check) {
            problems.addAll(PodCheck.problems(json, complete));
        }
        return pod(json, problems);
    }

    private static String resultContainer(Map<PodLayer, PodPatch> patches, List<String> problems) {
        Map<String, String> first = new LinkedHashMap<>();
        patches.forEach((layer, patch) -> {
            if (layer.ofTask()) {
                patch.firstContainer().ifPresent(name -> first.putIfAbsent(name, layer.origin()));
            }
        });
        if (first.size() > 1) {
            problems.add("container: is required, because the first container is "
                    + first.entrySet().stream()
                            .map(each -> each.getKey() + " in " + each.getValue())
                            .collect(Collectors.joining(" and ")));
        }
        return first.keySet().stream().findFirst().orElse(STANDARD_CONTAINER);
    }

    private static Optional<Pod> pod(JsonNode json, List<String> problems) {
        try {
            return Optional.of(KubeJson.parse(KubeJson.text(json), Pod.class));
        } catch (RuntimeException e) { // the shapes are those of the classes, so this is a value that they do not take
            problems.add("cannot be read as a Pod: " + reason(e));
            return Optional.empty();
        }
    }

    /** The words of the innermost exception. Those around it only say that there was one. */
    private static String reason(Throwable e) {
        Throwable inner = e;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return String.valueOf(inner.getMessage()).lines().findFirst().orElse("");
    }
}
