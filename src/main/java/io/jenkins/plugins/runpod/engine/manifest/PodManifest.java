package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.runpod.engine.manifest.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Pod that was read from a text in YAML or JSON. Immutable.
 *
 * @param pod the Pod without what does not fit, or empty if the text holds none
 * @param problems what is wrong, all of it, without a full stop
 * @param warnings what may be wrong, without a full stop
 */
public record PodManifest(Optional<Pod> pod, List<String> problems, List<String> warnings) {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    public PodManifest {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** Reads a text. It never throws. */
    public static PodManifest read(String text) {
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        Optional<Mapping> manifest =
                Documents.only(text, problems, warnings).flatMap(only -> Kinds.pod(only, problems));
        Optional<JsonNode> json = manifest.map(some -> new ShapeCheck(problems, warnings).pod(some));
        boolean complete = problems.isEmpty();
        json.ifPresent(some -> problems.addAll(PodCheck.problems(some, complete)));
        Optional<Pod> pod = json.flatMap(some -> pod(some, problems));
        return new PodManifest(pod, problems, warnings);
    }

    private static Optional<Pod> pod(JsonNode json, List<String> problems) {
        try {
            return Optional.ofNullable(JSON.unmarshal(json.toString(), Pod.class));
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
