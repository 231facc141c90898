package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.text.KubeNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the pod of a task: the YAML, if there is one, with the short parameters merged over it. A short parameter wins; lists
 * with a key (environment by name, labels by key, pull secrets by name, tolerations by equality) are merged, others replaced,
 * as in a strategic merge patch. Adds to the problems instead of throwing.
 */
final class PodReader {
    private static final String STANDARD_CONTAINER = "main";
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private final TaskParameters parameters;
    private final CallerVariables caller;
    private final List<String> problems;

    PodReader(TaskParameters parameters, CallerVariables caller, List<String> problems) {
        this.parameters = parameters;
        this.caller = caller;
        this.problems = problems;
    }

    /** The pod, still without a name; of no use if there are problems. */
    Pod read() {
        Pod pod = parse();
        if (pod.getMetadata() == null) {
            pod.setMetadata(new ObjectMeta());
        }
        if (pod.getSpec() == null) {
            pod.setSpec(new PodSpec());
        }
        pod.setStatus(null);
        metadata(pod.getMetadata());
        spec(pod.getSpec());
        resultContainer(pod.getSpec()).ifPresent(c -> new ContainerReader(parameters, caller, problems).merge(c));
        logContainers(pod.getSpec());
        return pod;
    }

    private Pod parse() {
        if (blank(parameters.yaml)) {
            return new Pod();
        }
        if (parameters.yaml.length() > TaskSpecification.LARGEST_POD) {
            problems.add("yaml: has " + parameters.yaml.length() + " characters. The limit is "
                    + TaskSpecification.LARGEST_POD);
            return new Pod();
        }
        if (parameters.yaml.strip().lines().skip(1).anyMatch(line -> line.equals("---"))) {
            problems.add("yaml: must be a single document");
            return new Pod();
        }
        try {
            Map<?, ?> raw = YAML.unmarshal(parameters.yaml, Map.class);
            if (raw == null || (raw.get("kind") != null && !"Pod".equals(raw.get("kind")))) {
                problems.add("yaml: must be a Pod" + (raw == null ? "" : ", not a " + raw.get("kind")));
                return new Pod();
            }
            return Optional.ofNullable(YAML.convertValue(raw, Pod.class)).orElseGet(Pod::new);
        } catch (RuntimeException e) {
            problems.add("yaml: cannot be read as a Pod: " + firstLine(e));
            return new Pod();
        } catch (StackOverflowError e) { // the YAML library has no limit of depth while it reads tokens
            problems.add("yaml: is nested too deeply");
            return new Pod();
        }
    }

    private static String firstLine(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return text.strip()
                .lines()
                .limit(3)
                .map(String::strip)
                .reduce((a, b) -> a + " " + b)
                .orElse("");
    }

    private void metadata(ObjectMeta meta) {
        Map<String, String> labels = merged(meta.getLabels(), parameters.labels);
        Map<String, String> annotations = merged(meta.getAnnotations(), parameters.annotations);
        reserved("labels", labels);
        reserved("annotations", annotations);
        labels.forEach((key, value) -> {
            if (!KubeNames.isLabelKey(key)) {
                problems.add("labels: \"" + key + "\" is not a valid label key");
            }
            if (value == null || !KubeNames.isLabelValue(value)) {
                problems.add("labels: \"" + value + "\" is not a valid label value");
            }
        });
        meta.setLabels(labels);
        meta.setAnnotations(annotations);
        meta.setUid(null);
        meta.setResourceVersion(null);
        meta.setGenerateName(null);
        meta.setOwnerReferences(null);
        meta.setFinalizers(null);
    }

    private void reserved(String parameter, Map<String, String> entries) {
        entries.keySet().stream()
                .filter(key -> key.startsWith(PodLabels.PREFIX) || key.equals(PodLabels.MANAGED_BY))
                .forEach(key -> problems.add(parameter + ": " + key + " is reserved for run-pod"));
    }

    private void spec(PodSpec spec) {
        if (spec.getRestartPolicy() != null && !spec.getRestartPolicy().equals("Never")) {
            problems.add("yaml: restartPolicy must be Never, not " + spec.getRestartPolicy());
        }
        spec.setRestartPolicy("Never");
        if (!blank(parameters.serviceAccount)) {
            if (!KubeNames.isSubdomain(parameters.serviceAccount)) {
                problems.add("serviceAccount: \"" + parameters.serviceAccount + "\" is not a valid name");
            }
            spec.setServiceAccountName(parameters.serviceAccount);
            spec.setServiceAccount(null);
        }
        spec.setNodeSelector(merged(spec.getNodeSelector(), parameters.nodeSelector));
        Scheduling.pullSecrets(spec, parameters.imagePullSecrets, problems);
        Scheduling.tolerations(spec, parameters.tolerations, problems);
        if (Long.valueOf(0).equals(spec.getTerminationGracePeriodSeconds())) {
            // With 0 a deletion would remove the object while its container may still run.
            spec.setTerminationGracePeriodSeconds(1L);
        }
        if (!blank(parameters.terminationGracePeriod)) {
            try {
                spec.setTerminationGracePeriodSeconds(
                        Durations.parse(parameters.terminationGracePeriod).toSeconds());
            } catch (IllegalArgumentException e) {
                // PolicyReader names it
            }
        }
    }

    private Optional<Container> resultContainer(PodSpec spec) {
        if (spec.getContainers() == null) {
            spec.setContainers(new ArrayList<>());
        }
        List<Container> containers = spec.getContainers();
        Set<String> names = new HashSet<>();
        for (Container c : containers) {
            if (c == null || blank(c.getName())) {
                problems.add("yaml: a container has no name");
            } else if (!names.add(c.getName())) {
                problems.add("yaml: two containers are named " + c.getName());
            }
        }
        if (containers.isEmpty()) {
            Container only = new Container();
            only.setName(blank(parameters.container) ? STANDARD_CONTAINER : parameters.container);
            if (!KubeNames.isDnsLabel(only.getName())) {
                problems.add("container: \"" + only.getName() + "\" is not a valid container name");
            }
            containers.add(only);
            return Optional.of(only);
        }
        if (blank(parameters.container)) {
            return Optional.ofNullable(containers.get(0));
        }
        Optional<Container> named = containers.stream()
                .filter(c -> c != null && parameters.container.equals(c.getName()))
                .findFirst();
        if (named.isEmpty()) {
            problems.add("container: the yaml has no container " + parameters.container + ", only "
                    + String.join(", ", names.stream().sorted().toList()));
        }
        return named;
    }

    private void logContainers(PodSpec spec) {
        Set<String> names = new HashSet<>();
        spec.getContainers().stream().filter(c -> c != null).forEach(c -> names.add(c.getName()));
        if (spec.getInitContainers() != null) {
            spec.getInitContainers().stream().filter(c -> c != null).forEach(c -> names.add(c.getName()));
        }
        for (String name : parameters.logContainers) {
            if (!names.contains(name)) {
                problems.add("logContainers: the pod has no container " + name);
            }
        }
    }

    static Map<String, String> merged(Map<String, String> below, Map<String, String> above) {
        Map<String, String> merged = new LinkedHashMap<>();
        if (below != null) {
            merged.putAll(below);
        }
        merged.putAll(above);
        return merged;
    }

    static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
