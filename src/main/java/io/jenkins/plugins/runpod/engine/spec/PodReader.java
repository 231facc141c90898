package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.jenkins.plugins.runpod.engine.manifest.PodManifest;
import io.jenkins.plugins.runpod.engine.pod.Kueue;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.text.KubeNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

    private final TaskParameters parameters;
    private final CallerVariables caller;
    private final List<String> problems;
    private final List<String> warnings;

    private boolean readable;
    /** False if something of the YAML was left out, so that nothing is said about what is not there. */
    private boolean complete;

    PodReader(TaskParameters parameters, CallerVariables caller, List<String> problems, List<String> warnings) {
        this.parameters = parameters;
        this.caller = caller;
        this.problems = problems;
        this.warnings = warnings;
    }

    /** The pod, still without a name; of no use if there are problems. */
    Pod read() {
        PodManifest manifest = manifest();
        manifest.problems().forEach(problem -> problems.add("yaml: " + problem));
        manifest.warnings().forEach(warning -> warnings.add("yaml: " + warning));
        readable = manifest.pod().isPresent();
        complete = manifest.problems().isEmpty();
        Pod pod = manifest.pod().orElseGet(Pod::new);
        if (pod.getMetadata() == null) {
            pod.setMetadata(new ObjectMeta());
        }
        if (pod.getSpec() == null) {
            pod.setSpec(new PodSpec());
        }
        pod.setApiVersion("v1");
        pod.setKind("Pod");
        pod.setStatus(null);
        metadata(pod.getMetadata());
        spec(pod.getSpec());
        Optional<Container> result = resultContainer(pod.getSpec());
        result.ifPresent(c -> new ContainerReader(parameters, caller, complete, problems).merge(c));
        SecretFiles.addTo(pod.getSpec(), result, parameters.secretFiles, parameters.files.any(), problems);
        if (complete) {
            logContainers(pod.getSpec());
        }
        return pod;
    }

    /** Whether the pod is that of the YAML, apart from what does not fit. */
    boolean isReadable() {
        return readable;
    }

    private PodManifest manifest() {
        if (blank(parameters.yaml)) {
            return new PodManifest(Optional.of(new Pod()), List.of(), List.of());
        }
        if (parameters.yaml.length() > TaskSpecification.LARGEST_POD) {
            String problem = "has " + parameters.yaml.length() + " characters. The limit is "
                    + TaskSpecification.LARGEST_POD + ". Large texts belong into the image or a ConfigMap";
            return new PodManifest(Optional.empty(), List.of(problem), List.of());
        }
        return PodManifest.read(parameters.yaml);
    }

    private void metadata(ObjectMeta meta) {
        Map<String, String> labels = merged(meta.getLabels(), parameters.labels);
        Map<String, String> annotations = merged(meta.getAnnotations(), parameters.annotations);
        queue(labels);
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
        annotations.keySet().stream()
                .filter(key -> !KubeNames.isLabelKey(key.toLowerCase(Locale.ROOT)))
                .forEach(key -> problems.add("annotations: \"" + key + "\" is not a valid key of an annotation"));
        meta.setLabels(labels);
        meta.setAnnotations(annotations);
        meta.setUid(null);
        meta.setResourceVersion(null);
        meta.setGenerateName(null);
        meta.setOwnerReferences(null);
        meta.setFinalizers(null);
        meta.setCreationTimestamp(null);
        meta.setDeletionTimestamp(null);
        meta.setDeletionGracePeriodSeconds(null);
        meta.setGeneration(null);
        meta.setSelfLink(null);
        meta.setManagedFields(null);
    }

    /** The name is a label, which is shorter than what may be a name. */
    private void queue(Map<String, String> labels) {
        if (blank(parameters.queue)) {
            return;
        }
        String name = parameters.queue.trim();
        if (KubeNames.isSubdomain(name) && KubeNames.isLabelValue(name)) {
            labels.put(Kueue.QUEUE, name);
        } else {
            problems.add("queue: \"" + name + "\" is not a valid name of a LocalQueue");
        }
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
        containers.stream().filter(c -> c != null && !blank(c.getName())).forEach(c -> names.add(c.getName()));
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
        if (named.isEmpty() && complete) {
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
