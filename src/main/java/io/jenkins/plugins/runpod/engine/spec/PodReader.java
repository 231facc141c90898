package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.jenkins.plugins.runpod.engine.manifest.PodLayer;
import io.jenkins.plugins.runpod.engine.manifest.PodManifest;
import io.jenkins.plugins.runpod.engine.manifest.PodOrigins;
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
 * Makes the pod of a task in this order: the layers of cluster and folders, the YAML, the short parameters, and what the cluster
 * enforces. The later wins; lists with a key (environment by name, labels by key, pull secrets by name, tolerations by equality) are
 * merged, others replaced, as in a strategic merge patch. Adds to the problems instead of throwing.
 */
final class PodReader {
    /**
     * The most characters of a pod as JSON, and of a layer. An API server takes 1.5 MiB.
     *
     * @see <a href="https://etcd.io/docs/v3.5/dev-guide/limit/">the request size limit of etcd</a>
     */
    static final int LARGEST_POD = 1 << 20;

    private final TaskParameters parameters;
    private final CallerVariables caller;
    private final List<String> problems;
    private final List<String> warnings;
    /** Where each value comes from. Empty if only the user says something. */
    private final Optional<PodOrigins> origins;

    private boolean readable;
    private String container;
    /** False if something of the YAML was left out, so that nothing is said about what is not there. */
    private boolean complete;

    PodReader(TaskParameters parameters, CallerVariables caller, List<String> problems, List<String> warnings) {
        this.parameters = parameters;
        this.caller = caller;
        this.problems = problems;
        this.warnings = warnings;
        origins = Optional.of(parameters.origins).filter(some -> parameters.layers.any());
    }

    /** The pod, still without a name; of no use if there are problems. */
    Pod read() {
        PodManifest manifest = manifest();
        problems.addAll(manifest.problems());
        warnings.addAll(manifest.warnings());
        readable = manifest.pod().isPresent();
        complete = manifest.problems().isEmpty();
        container = manifest.container();
        Pod pod = whole(manifest.pod().orElseGet(Pod::new));
        Map<String, String> labels = merged(pod.getMetadata().getLabels(), parameters.labels);
        queue(labels);
        pod.getMetadata().setLabels(labels);
        pod.getMetadata().setAnnotations(merged(pod.getMetadata().getAnnotations(), parameters.annotations));
        spec(pod.getSpec());
        ContainerReader reader = new ContainerReader(parameters, caller, complete, problems);
        resultContainer(pod.getSpec()).ifPresent(reader::merge);
        pod = enforced(pod);
        finish(pod);
        Optional<Container> result = named(pod.getSpec(), container);
        result.ifPresent(reader::finish);
        SecretFiles.addTo(pod.getSpec(), result, parameters.secretFiles, parameters.files.any(), problems);
        if (complete) {
            logContainers(pod.getSpec());
        }
        return pod;
    }

    private static Pod whole(Pod pod) {
        if (pod.getMetadata() == null) {
            pod.setMetadata(new ObjectMeta());
        }
        if (pod.getSpec() == null) {
            pod.setSpec(new PodSpec());
        }
        return pod;
    }

    /** Whether the pod is that of the YAML, apart from what does not fit. */
    boolean isReadable() {
        return readable;
    }

    /** The name of the result container. */
    String container() {
        return container;
    }

    private PodManifest manifest() {
        List<PodLayer> layers = new ArrayList<>(parameters.layers.below());
        if (!blank(parameters.yaml)) {
            layers.add(new PodLayer("yaml", parameters.yaml, true));
        }
        Optional<PodLayer> large = layers.stream()
                .filter(layer -> layer.text().length() > LARGEST_POD)
                .findFirst();
        if (large.isPresent()) {
            String problem =
                    large.get().origin() + ": has " + large.get().text().length() + " characters. The limit is "
                            + LARGEST_POD + ". Large texts belong into the image or a ConfigMap";
            return new PodManifest(Optional.empty(), "", List.of(problem), List.of());
        }
        return PodManifest.read(
                layers,
                parameters.layers.below().isEmpty(),
                Optional.ofNullable(parameters.container).filter(name -> !name.isBlank()),
                origins);
    }

    /** After this, only run-pod's own volumes and containers are added: those of secret files, inputs and outputs. */
    private Pod enforced(Pod pod) {
        origins.ifPresent(some -> some.add("step", PodManifest.json(pod)));
        if (parameters.layers.enforced().isEmpty() || !readable) {
            return pod;
        }
        PodLayer layer = parameters.layers.enforced().get();
        Pod enforced = whole(PodManifest.enforce(layer, pod, container, parameters.origins, problems, warnings));
        if (named(enforced.getSpec(), container).isEmpty() && complete) {
            problems.add(layer.origin() + ": removes the result container " + container);
        }
        return enforced;
    }

    private void finish(Pod pod) {
        pod.setApiVersion("v1");
        pod.setKind("Pod");
        pod.setStatus(null);
        metadata(pod.getMetadata());
        PodSpec spec = pod.getSpec();
        if (spec.getRestartPolicy() != null && !spec.getRestartPolicy().equals("Never")) {
            problems.add(parameters.origins.of("spec.restartPolicy").orElse("yaml")
                    + ": restartPolicy must be Never, not " + spec.getRestartPolicy());
        }
        spec.setRestartPolicy("Never");
        if (Long.valueOf(0).equals(spec.getTerminationGracePeriodSeconds())) {
            // With 0 a deletion would remove the object while its container may still run.
            spec.setTerminationGracePeriodSeconds(1L);
        }
    }

    private void metadata(ObjectMeta meta) {
        Map<String, String> labels = merged(meta.getLabels(), Map.of());
        Map<String, String> annotations = merged(meta.getAnnotations(), Map.of());
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
        Optional<Container> result = named(spec, container);
        if (result.isPresent()) {
            if (blank(parameters.container) && containers.get(0) != result.get()) {
                containers.remove(result.get());
                containers.add(0, result.get());
            }
            return result;
        }
        if (!complete) {
            return containers.isEmpty() ? Optional.of(new Container()) : Optional.ofNullable(containers.get(0));
        }
        if (!containers.isEmpty() && !blank(parameters.container)) {
            problems.add("container: the pod has no container " + parameters.container + ", only "
                    + String.join(", ", names.stream().sorted().toList()));
            return Optional.empty();
        }
        Container only = new Container();
        only.setName(container);
        if (!KubeNames.isDnsLabel(container)) {
            problems.add("container: \"" + container + "\" is not a valid container name");
        }
        containers.add(0, only);
        return Optional.of(only);
    }

    private static Optional<Container> named(PodSpec spec, String name) {
        return spec.getContainers().stream()
                .filter(each -> each != null && name.equals(each.getName()))
                .findFirst();
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
