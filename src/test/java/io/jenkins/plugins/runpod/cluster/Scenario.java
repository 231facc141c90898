package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * A file of pod histories, in YAML or JSON; of several that match a pod, the first counts. The steps are those of
 * {@link PodScript}, by the same names:
 *
 * <pre>
 * pods:
 * - image: app:.*                  # or name: REGEX, or label: {app: REGEX}; without any of them, all pods
 *   statusLag: 2s
 *   steps:
 *   - unschedulable: 5s            # or {for: 5s, message: TEXT}
 *   - rateLimited: 2
 *   - print: hello
 *   - sleep: 1s
 *   - exit: 3
 *   containers:
 *     sidecar:
 *     - pullFails: {as: qpsExceeded, times: 3}
 * </pre>
 */
public final class Scenario {
    private static final Set<String> KEYS =
            Set.of("image", "name", "label", "steps", "containers", "statusLag", "ignoresTerm", "exitsOnTerm");

    private final List<String> problems = new ArrayList<>();

    private Scenario() {}

    /**
     * Reads a file.
     *
     * @return the scripts, in the file's order
     * @throws IllegalArgumentException with everything that is wrong, one problem a line
     */
    public static List<PodScript> read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** Reads the text of a file; throws as {@link #read} does. */
    public static List<PodScript> parse(String text) {
        Scenario scenario = new Scenario();
        List<PodScript> scripts = new ArrayList<>();
        JsonNode pods = scenario.tree(text).path("pods");
        if (!pods.isArray()) {
            scenario.problems.add("there is no list \"pods\"");
        }
        for (int i = 0; i < pods.size(); i++) {
            scripts.add(scenario.script(pods.get(i), "pods[" + i + "]"));
        }
        if (!scenario.problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", scenario.problems));
        }
        return scripts;
    }

    private JsonNode tree(String text) {
        try {
            return FakeJson.MAPPER.valueToTree(Serialization.unmarshal(text, Map.class));
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            problems.add("this is neither YAML nor JSON: " + cause.getMessage());
            return FakeJson.object("pods", List.of());
        }
    }

    private PodScript script(JsonNode pod, String where) {
        pod.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                problems.add(where + ": unknown key \"" + key + "\"");
            }
        });
        PodScript script = matching(pod, where);
        ScenarioSteps steps = new ScenarioSteps(script, problems);
        steps.addAll(pod.path("steps"), where + ".steps");
        pod.path("containers").properties().forEach(container -> {
            script.in(container.getKey());
            steps.addAll(container.getValue(), where + ".containers." + container.getKey());
        });
        if (pod.has("statusLag")) {
            script.statusLag(steps.duration(pod.get("statusLag"), where + ".statusLag"));
        }
        if (pod.path("ignoresTerm").asBoolean()) {
            script.ignoresTerm();
        }
        if (pod.has("exitsOnTerm")) {
            script.exitsOnTerm(pod.get("exitsOnTerm").asInt());
        }
        return script;
    }

    private PodScript matching(JsonNode pod, String where) {
        try {
            List<PodScript> parts = new ArrayList<>();
            if (pod.has("image")) {
                parts.add(PodScript.forImage(pod.get("image").asText()));
            }
            if (pod.has("name")) {
                parts.add(PodScript.forPod(pod.get("name").asText()));
            }
            pod.path("label")
                    .properties()
                    .forEach(label -> parts.add(
                            PodScript.forLabel(label.getKey(), label.getValue().asText())));
            return PodScript.matching(object -> parts.stream().allMatch(part -> part.matches(object)));
        } catch (PatternSyntaxException e) {
            problems.add(where + ": " + e.getMessage());
            return PodScript.forAll();
        }
    }
}
