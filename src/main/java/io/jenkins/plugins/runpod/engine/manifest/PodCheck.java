package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.runpod.engine.text.KubeNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks what an API server checks of the values of a Pod, as far as people get it wrong. Pure.
 *
 * @see <a href="https://github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/apis/core/validation/validation.go">validation.go</a>
 */
final class PodCheck {
    /** ObjectOf of a volume that are no source of it. */
    private static final Set<String> NO_SOURCE = Set.of("name");

    private static final Set<String> DNS = Set.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None");

    private final List<String> problems = new ArrayList<>();
    private final boolean complete;

    private PodCheck(boolean complete) {
        this.complete = complete;
    }

    /**
     * All problems, each with the path of a field.
     *
     * @param complete whether nothing of the manifest was left out. Otherwise nothing is said about what is not there
     */
    static List<String> problems(JsonNode pod, boolean complete) {
        PodCheck check = new PodCheck(complete);
        check.spec(pod.path("spec"));
        return check.problems;
    }

    private void spec(JsonNode spec) {
        oneOf(spec, "dnsPolicy", DNS, "spec");
        Set<String> volumes = volumes(spec.path("volumes"));
        Set<String> names = new HashSet<>();
        for (String list : List.of("initContainers", "containers")) {
            JsonNode containers = spec.path(list);
            for (int i = 0; i < containers.size(); i++) {
                String path = "spec." + list + "[" + i + "]";
                name(containers.get(i), path, names, "container");
                problems.addAll(ContainerCheck.problems(containers.get(i), path, volumes, complete));
            }
        }
        if (!spec.path("ephemeralContainers").isEmpty()) {
            problems.add("spec.ephemeralContainers cannot be part of a new Pod. Write them under containers");
        }
        JsonNode tolerations = spec.path("tolerations");
        for (int i = 0; i < tolerations.size(); i++) {
            toleration(tolerations.get(i), "spec.tolerations[" + i + "]");
        }
        if (spec.path("activeDeadlineSeconds").asLong(1) < 1) {
            problems.add("spec.activeDeadlineSeconds must be at least 1");
        }
    }

    /** All names, also wrong ones, because a mount of such a volume is not wrong too. */
    private Set<String> volumes(JsonNode volumes) {
        Set<String> names = new HashSet<>();
        Set<String> all = new HashSet<>();
        for (int i = 0; i < volumes.size(); i++) {
            JsonNode volume = volumes.get(i);
            String path = "spec.volumes[" + i + "]";
            name(volume, path, names, "volume");
            all.add(volume.path("name").asText(""));
            List<String> sources = new ArrayList<>();
            volume.fieldNames().forEachRemaining(sources::add);
            sources.removeAll(NO_SOURCE);
            if (sources.size() > 1) {
                problems.add(path + " must have one source, not " + sources.size() + ": " + String.join(", ", sources));
            }
            for (String source : sources) {
                mode(volume.path(source).path("defaultMode"), path + "." + source + ".defaultMode");
            }
            if (complete
                    && volume.has("hostPath")
                    && volume.at("/hostPath/path").asText("").isEmpty()) {
                problems.add(path + ".hostPath.path is required");
            }
        }
        return all;
    }

    /** People write the digits of an octal number without the zero that makes it one. */
    private void mode(JsonNode mode, String path) {
        if (mode.asInt(0) < 0 || mode.asInt(0) > 0777) {
            problems.add(path + " must be between 0 and 0777, and " + mode + " is a decimal number. Write 0" + mode
                    + " if that is meant");
        }
    }

    private void name(JsonNode object, String path, Set<String> names, String what) {
        String name = object.path("name").asText("");
        if (name.isEmpty()) {
            if (complete) {
                problems.add(path + ".name is required");
            }
        } else if (!KubeNames.isDnsLabel(name)) {
            problems.add(path + ".name: \"" + name + "\" is not a valid name of a " + what
                    + ". Use at most 63 lower-case letters, digits and -");
        } else if (!names.add(name)) {
            problems.add(path + ".name: two " + what + "s are named " + name);
        }
    }

    private void toleration(JsonNode toleration, String path) {
        oneOf(toleration, "operator", Set.of("Equal", "Exists", "Lt", "Gt"), path);
        oneOf(toleration, "effect", Set.of("NoSchedule", "PreferNoSchedule", "NoExecute"), path);
        if (toleration.path("operator").asText().equals("Exists")
                && !toleration.path("value").asText("").isEmpty()) {
            problems.add(path + ".value must be absent if operator is Exists");
        }
    }

    private void oneOf(JsonNode object, String field, Set<String> words, String path) {
        ContainerCheck.oneOf(object, field, words, path).ifPresent(problems::add);
    }
}
