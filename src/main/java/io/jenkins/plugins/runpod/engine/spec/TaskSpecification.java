package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.runpod.engine.diagnosis.ImageErrorRules;
import io.jenkins.plugins.runpod.engine.lifecycle.ImageSource;
import io.jenkins.plugins.runpod.engine.lifecycle.Mirrors;
import io.jenkins.plugins.runpod.engine.lifecycle.PodVariant;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.text.KubeNames;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import io.jenkins.plugins.runpod.engine.transfer.OutputFiles;
import io.jenkins.plugins.runpod.engine.transfer.TransferContainers;
import io.jenkins.plugins.runpod.engine.transfer.TransferNeeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checked task without an id: the pod to create, the result container, and the policy. Immutable.
 *
 * @param prefix the readable prefix of the pod's name
 * @param namespace the namespace of the pod
 * @param manifest the pod without a name, as JSON, because thousands of tasks keep one and objects need more memory
 * @param container the result container
 * @param secretEnv from variables of that container to the sources of their secret values
 * @param secretFiles from paths in that container to the sources of their secret contents
 * @param logContainers further containers whose logs are shown
 * @param files what is moved into the pod and out of it
 * @param retention the parameter as written, for the pod's annotation, or empty for the default
 * @param onRetry what the pods after the first one have in place of what the manifest has
 * @param mirrors where images come from while their registries limit pulls
 */
public record TaskSpecification(
        String prefix,
        String namespace,
        String manifest,
        String container,
        Map<String, String> secretEnv,
        Map<String, String> secretFiles,
        List<String> logContainers,
        TaskPolicy policy,
        ImageErrorRules imageErrorRules,
        FilePlan files,
        Optional<String> retention,
        OnRetry onRetry,
        ImageMirrors mirrors) {

    private static final int LONGEST_PREFIX = 40;
    /** More warnings than these are counted only. */
    private static final int MOST_WARNINGS = 40;
    /** A warning can quote what the user wrote. The rest of a longer one is left out. */
    private static final int LONGEST_WARNING = 400;

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    public TaskSpecification {
        secretEnv = Collections.unmodifiableMap(new LinkedHashMap<>(secretEnv));
        secretFiles = Collections.unmodifiableMap(new LinkedHashMap<>(secretFiles));
        logContainers = List.copyOf(logContainers);
    }

    /**
     * The most characters of a pod as JSON. An API server takes 1.5 MiB.
     *
     * @see <a href="https://etcd.io/docs/v3.5/dev-guide/limit/">the request size limit of etcd</a>
     */
    static final int LARGEST_POD = 1 << 20;

    /**
     * Checks and merges the parameters of a task whose caller has no variables and whose pod has no further rules.
     *
     * @param defaultNamespace the namespace if the parameters name none
     * @param defaults the policy for everything that the parameters do not set
     * @throws InvalidParameters that lists all problems
     */
    public static TaskSpecification of(TaskParameters parameters, String defaultNamespace, TaskPolicy defaults)
            throws InvalidParameters {
        return of(parameters, CallerVariables.none(), defaultNamespace, defaults, Optional.empty(), new ArrayList<>());
    }

    /**
     * Checks and merges the parameters of a task.
     *
     * @param caller variables that the result container gets, unless the parameters or the YAML set them
     * @param defaultNamespace the namespace if the parameters name none
     * @param defaults the policy for everything that the parameters do not set
     * @param podRules the rules for the pod as it would be created
     * @param warnings gets what may be wrong, one sentence each, without a full stop
     * @throws InvalidParameters that lists all problems
     */
    public static TaskSpecification of(
            TaskParameters parameters,
            CallerVariables caller,
            String defaultNamespace,
            TaskPolicy defaults,
            Optional<PodRules> podRules,
            List<String> warnings)
            throws InvalidParameters {
        List<String> problems = new ArrayList<>(parameters.problems());
        problems.addAll(caller.problems());
        List<String> doubts = new ArrayList<>();
        PodReader reader = new PodReader(parameters, caller, problems, doubts);
        Pod pod = reader.read();
        doubts.stream().limit(MOST_WARNINGS).map(TaskSpecification::cut).forEach(warnings::add);
        if (doubts.size() > MOST_WARNINGS) {
            warnings.add("and " + (doubts.size() - MOST_WARNINGS) + " more warnings");
        }
        TaskPolicy policy = new PolicyReader(parameters, defaults, problems).read();
        ImageErrorRules rules = rules(parameters, problems);
        String namespace = namespace(parameters, pod, defaultNamespace, problems);
        String prefix = prefix(parameters, pod, problems);
        addTransfers(parameters, pod, reader.container(), problems);
        if (parameters.mirrors.always()) {
            parameters.mirrors.applyTo(pod);
        }
        podRules.filter(some -> reader.isReadable())
                .map(some -> some.problems(namespace, pod))
                .ifPresent(all -> all.forEach(problem -> problems.add(ofLayers(parameters, problem))));
        int size = JSON.asJson(pod).length();
        if (size > LARGEST_POD) {
            problems.add("pod: has " + size + " characters as JSON. The limit is " + LARGEST_POD
                    + ". Large texts belong into the image or a ConfigMap");
        }
        OnRetryReader retry = new OnRetryReader(parameters, problems);
        OnRetry onRetry = retry.read(
                changed -> of(changed, caller, defaultNamespace, defaults, podRules, new ArrayList<>()),
                problems.isEmpty()
                        ? Optional.of(new OnRetryReader.First(pod, namespace, reader.container()))
                        : Optional.empty());
        warnings.addAll(retry.doubts(policy.retryOn(), policy.attempts()));
        if (!problems.isEmpty()) {
            throw new InvalidParameters(problems);
        }
        podRules.ifPresent(some -> some.applyTo(pod));
        pod.getMetadata().setNamespace(namespace);
        pod.getMetadata().setName(null);
        String container = reader.container();
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
                PodReader.merged(retry.secretEnv(), secretEnv(parameters, caller, pod, container)),
                parameters.secretFiles,
                logContainers,
                policy,
                rules,
                parameters.files,
                retention,
                onRetry,
                parameters.mirrors.always() ? ImageMirrors.NONE : parameters.mirrors);
    }

    /** The rules see only the final pod, and anybody may have written it. */
    private static String ofLayers(TaskParameters parameters, String problem) {
        return parameters.layers.any() ? problem.replaceFirst("^yaml: ", "pod: ") : problem;
    }

    /** The helper containers are checked by the rules for pods like all others. */
    private static void addTransfers(TaskParameters parameters, Pod pod, String container, List<String> problems) {
        for (OutputFiles output : parameters.files.outputs()) {
            try {
                output.selection();
            } catch (IllegalArgumentException e) {
                problems.add("outputs: " + output.name() + ": " + e.getMessage());
            }
        }
        if (problems.isEmpty() && !parameters.files.outputs().isEmpty()) {
            try {
                parameters.files.collection();
            } catch (IllegalArgumentException e) {
                problems.add("outputs: " + e.getMessage());
            }
        }
        if (problems.isEmpty()) {
            Optional<String> image = Optional.ofNullable(parameters.filesImage).filter(text -> !text.isBlank());
            TransferNeeds needs = new TransferNeeds(
                    parameters.files.inputs(), !parameters.files.outputs().isEmpty(), image, Optional.empty());
            problems.addAll(TransferContainers.addTo(pod, container, needs));
        }
    }

    /** The sources of all secret variables, among them those of the caller that nothing else has set. */
    private static Map<String, String> secretEnv(
            TaskParameters parameters, CallerVariables caller, Pod pod, String container) {
        Map<String, String> sources = new LinkedHashMap<>(parameters.secretEnv);
        SecretEnv.names(pod, container)
                .filter(name -> caller.secret().containsKey(name))
                .forEach(name -> sources.putIfAbsent(name, SecretEnv.OF_CALLER));
        return sources;
    }

    /** Whether its pods need a Secret. */
    public boolean hasSecret() {
        return !secretEnv.isEmpty() || !secretFiles.isEmpty();
    }

    /** A new copy of the first pod, without a name. */
    public Pod template() {
        return JSON.unmarshal(manifest, Pod.class);
    }

    /** The same of the pod of an attempt. */
    private Pod template(PodVariant variant) {
        Pod pod = JSON.unmarshal(manifest(variant), Pod.class);
        onRetry.grow(pod, container, variant.growths());
        if (variant.images() == ImageSource.MIRROR) {
            mirrors.applyTo(pod);
        }
        return pod;
    }

    private String manifest(PodVariant variant) {
        return variant.changed() ? Optional.ofNullable(onRetry.manifest()).orElse(manifest) : manifest;
    }

    /** A text that two attempts have in common only if their pods are the same. */
    public String identity(PodVariant variant) {
        return variant.key() + manifest(variant);
    }

    /**
     * The pod of the attempt after one whose pod was the given one.
     *
     * @param outOfMemory whether the container of that one ran out of memory
     */
    public PodVariant next(PodVariant last, boolean outOfMemory) {
        return onRetry.any() ? worded(onRetry.next(last, outOfMemory)) : last;
    }

    /** A variant of the pod, with the words for it. */
    PodVariant worded(PodVariant variant) {
        List<String> words = onRetry.words(variant, this::template, container);
        if (variant.images() == ImageSource.MIRROR) {
            words.add("images from " + String.join(", ", mirrors.of(template(variant.with(ImageSource.OWN)))));
        }
        return variant.saying(String.join(", ", words));
    }

    /** What a task's images can come from instead. Empty if there is no mirror, or none is left to be tried. */
    public Optional<Mirrors> imageMirrors() {
        return mirrors.isEmpty() ? Optional.empty() : Optional.of(new MirrorsOfTask(this));
    }

    /** The registries whose images would come from a mirror. */
    public List<String> mirroredRegistries() {
        return mirrors.isEmpty() ? List.of() : mirrors.registries(template());
    }

    /**
     * The specification of a task whose first pod is a variant of this one's. It has no more mirrors if its images may no longer
     * come from elsewhere.
     *
     * @param open whether they may
     */
    public TaskSpecification as(PodVariant variant, boolean open) {
        boolean same = variant.key().isEmpty();
        boolean mirrored = !open || variant.images() != ImageSource.OWN;
        if (same && (!mirrored || mirrors.isEmpty())) {
            return this;
        }
        return new TaskSpecification(
                prefix,
                namespace,
                same ? manifest : JSON.asJson(template(variant)),
                container,
                secretEnv,
                secretFiles,
                logContainers,
                policy,
                imageErrorRules,
                files,
                retention,
                OnRetry.NOTHING,
                mirrored ? ImageMirrors.NONE : mirrors);
    }

    /** The first pod under a name. */
    public Pod pod(String name) {
        return pod(name, PodVariant.FIRST);
    }

    /** The pod of an attempt under a name. Its Secret, if it needs one, has the same name. */
    public Pod pod(String name, PodVariant variant) {
        Pod pod = template(variant);
        pod.getMetadata().setName(name);
        SecretEnv.name(pod, container, name);
        SecretFiles.name(pod, name);
        return pod;
    }

    private static String cut(String warning) {
        return warning.length() > LONGEST_WARNING ? warning.substring(0, LONGEST_WARNING) + "…" : warning;
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

    /** A valid prefix for a pod's name, made from any text. */
    public static String readable(String text) {
        String name = text.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+", "");
        name = name.substring(0, Math.min(name.length(), LONGEST_PREFIX)).replaceAll("-+$", "");
        return name.isEmpty() ? "task" : name;
    }
}
