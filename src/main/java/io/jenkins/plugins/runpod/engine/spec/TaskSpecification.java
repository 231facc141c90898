package io.jenkins.plugins.runpod.engine.spec;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.runpod.engine.diagnosis.ImageErrorRules;
import io.jenkins.plugins.runpod.engine.lifecycle.ImageSource;
import io.jenkins.plugins.runpod.engine.lifecycle.Mirrors;
import io.jenkins.plugins.runpod.engine.lifecycle.PodVariant;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
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

    public TaskSpecification {
        secretEnv = inOrder(secretEnv);
        secretFiles = inOrder(secretFiles);
        logContainers = List.copyOf(logContainers);
    }

    /** Most tasks have none, and thousands of them are kept. */
    private static Map<String, String> inOrder(Map<String, String> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

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
        return new SpecificationReader(parameters, caller, defaultNamespace, defaults, podRules, warnings).read();
    }

    /** Whether its pods need a Secret. */
    public boolean hasSecret() {
        return !secretEnv.isEmpty() || !secretFiles.isEmpty();
    }

    /** A new copy of the first pod, without a name. */
    public Pod template() {
        return KubeJson.parse(manifest, Pod.class);
    }

    /** The same of the pod of an attempt. */
    private Pod template(PodVariant variant) {
        Pod pod = KubeJson.parse(manifest(variant), Pod.class);
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

    /** The images of the pod of an attempt, by container, in the order of the pod. Those of its mirrors if it has them. */
    public Map<String, String> images(PodVariant variant) {
        Map<String, String> images = new LinkedHashMap<>();
        ImageMirrors.containers(template(variant).getSpec())
                .forEach(container -> images.put(container.getName(), container.getImage()));
        return images;
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
                same ? manifest : KubeJson.text(template(variant)),
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
}
