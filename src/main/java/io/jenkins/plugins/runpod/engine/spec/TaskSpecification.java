package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.runpod.engine.diagnosis.ImageErrorRules;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.text.KubeNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checked task, not yet anybody's: the pod to create, whose exit code counts, what the task allows itself.
 *
 * @param prefix readable beginning of the pod's name
 * @param namespace where the pod lives
 * @param manifest the pod without a name, as JSON: thousands of tasks keep one, and its objects take more memory
 * @param container whose exit code counts
 * @param secretEnv variables of that container to where their secret values come from
 * @param logContainers whose logs are shown beside the result container's
 * @param retention the parameter as written, for the pod's annotation; empty for the default
 */
public record TaskSpecification(
        String prefix,
        String namespace,
        String manifest,
        String container,
        Map<String, String> secretEnv,
        List<String> logContainers,
        TaskPolicy policy,
        ImageErrorRules imageErrorRules,
        Optional<String> retention) {

    private static final int LONGEST_PREFIX = 40;
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    public TaskSpecification {
        secretEnv = Collections.unmodifiableMap(new LinkedHashMap<>(secretEnv));
        logContainers = List.copyOf(logContainers);
    }

    /**
     * Checks and merges the parameters of a task.
     *
     * @param defaultNamespace where the pod lives if the parameters do not say
     * @param defaults what the task allows itself if the parameters do not say
     * @throws InvalidParameters naming everything that is wrong
     */
    public static TaskSpecification of(TaskParameters parameters, String defaultNamespace, TaskPolicy defaults)
            throws InvalidParameters {
        List<String> problems = new ArrayList<>();
        Pod pod = new PodReader(parameters, problems).read();
        TaskPolicy policy = new PolicyReader(parameters, defaults, problems).read();
        ImageErrorRules rules = rules(parameters, problems);
        String namespace = namespace(parameters, pod, defaultNamespace, problems);
        String prefix = prefix(parameters, pod, problems);
        if (!problems.isEmpty()) {
            throw new InvalidParameters(problems);
        }
        pod.getMetadata().setNamespace(namespace);
        pod.getMetadata().setName(null);
        String container = PodReader.blank(parameters.container)
                ? pod.getSpec().getContainers().get(0).getName()
                : parameters.container;
        Optional<String> retention = Optional.ofNullable(parameters.retention)
                .filter(text -> !text.isBlank())
                .map(String::trim);
        List<String> logContainers = parameters.logContainers.stream()
                .filter(name -> !name.equals(container))
                .distinct()
                .toList();
        return new TaskSpecification(
                prefix,
                namespace,
                JSON.asJson(pod),
                container,
                parameters.secretEnv,
                logContainers,
                policy,
                rules,
                retention);
    }

    /** The pod without a name; each call makes one. */
    public Pod template() {
        return JSON.unmarshal(manifest, Pod.class);
    }

    /** The pod under a name. Its Secret, if it needs one, has the same. */
    public Pod pod(String name) {
        Pod pod = template();
        pod.getMetadata().setName(name);
        SecretEnv.name(pod, container, name);
        return pod;
    }

    private static ImageErrorRules rules(TaskParameters parameters, List<String> problems) {
        try {
            return ImageErrorRules.parse(parameters.imageErrorRules);
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
            return ImageErrorRules.none();
        }
    }

    private static String namespace(TaskParameters parameters, Pod pod, String standard, List<String> problems) {
        String written = pod.getMetadata().getNamespace();
        boolean given = !PodReader.blank(parameters.namespace);
        String namespace = given ? parameters.namespace.trim() : written == null ? standard : written;
        if (!KubeNames.isDnsLabel(namespace)) {
            problems.add("namespace: \"" + namespace + "\" is not a valid name of a namespace");
        }
        return namespace;
    }

    private static String prefix(TaskParameters parameters, Pod pod, List<String> problems) {
        if (!PodReader.blank(parameters.name)) {
            String name = parameters.name.trim();
            if (!KubeNames.isDnsLabel(name) || name.length() > LONGEST_PREFIX) {
                problems.add("name: \"" + name + "\" must be at most " + LONGEST_PREFIX
                        + " lower-case letters, digits and -, with a letter or digit at both ends");
            }
            return name;
        }
        String written = pod.getMetadata().getName();
        String image = pod.getSpec().getContainers().isEmpty()
                        || pod.getSpec().getContainers().get(0) == null
                ? null
                : pod.getSpec().getContainers().get(0).getImage();
        return readable(written != null ? written : image == null ? "task" : lastPart(image));
    }

    private static String lastPart(String image) {
        String path = image.replaceAll("@.*", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.replaceAll(":.*", "");
    }

    /** Whatever the text, something that may begin a pod's name. */
    public static String readable(String text) {
        String name = text.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+", "");
        name = name.substring(0, Math.min(name.length(), LONGEST_PREFIX)).replaceAll("-+$", "");
        return name.isEmpty() ? "task" : name;
    }
}
