package io.jenkins.plugins.runpod.engine;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.jenkins.plugins.runpod.engine.lifecycle.Ending;
import io.jenkins.plugins.runpod.engine.lifecycle.Mirrors;
import io.jenkins.plugins.runpod.engine.lifecycle.PodVariant;
import io.jenkins.plugins.runpod.engine.lifecycle.Task;
import io.jenkins.plugins.runpod.engine.pod.PodLabels;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import io.jenkins.plugins.runpod.engine.pod.ServiceAccount;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.secret.SecretSource;
import io.jenkins.plugins.runpod.engine.secret.SecretValues;
import io.jenkins.plugins.runpod.engine.secret.TaskSecrets;
import io.jenkins.plugins.runpod.engine.spec.SecretFiles;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A checked task with an id. It makes the pods and the Secrets of its attempts and recognizes them. Immutable, except
 * that it remembers the secrets that it has read. Safe for use by many threads.
 *
 * @see TaskSpecification
 */
public final class PodTask implements Task {
    /** The annotation with the hash of the specification. */
    public static final String SPEC_ANNOTATION = PodLabels.PREFIX + "spec-hash";
    /** The annotation with the retention as the user wrote it, for garbage collection. */
    public static final String RETENTION_ANNOTATION = PodLabels.PREFIX + "retention";

    private final TaskId id;
    private final TaskSpecification specification;
    private final Map<String, String> annotations;
    private final TaskSecrets secrets;
    private final String specHash;

    /**
     * A task without secrets.
     *
     * @param annotations further annotations of its pods, such as the URL of the build
     */
    public PodTask(TaskId id, TaskSpecification specification, Map<String, String> annotations) {
        this(id, specification, annotations, SecretSource.none());
    }

    /**
     * @param annotations further annotations of its pods, such as the URL of the build
     * @param secrets the values of {@link TaskSpecification#secretEnv} and {@link TaskSpecification#secretFiles}
     */
    public PodTask(TaskId id, TaskSpecification specification, Map<String, String> annotations, SecretSource secrets) {
        this.id = id;
        this.secrets = new TaskSecrets(secrets);
        this.specification = specification;
        this.annotations = Map.copyOf(annotations);
        this.specHash = DefinitionJson.hash(specification.manifest());
    }

    /** The id of this task. */
    public TaskId id() {
        return id;
    }

    /** The checked specification of this task. */
    public TaskSpecification specification() {
        return specification;
    }

    /** The further annotations of its pods. */
    public Map<String, String> annotations() {
        return annotations;
    }

    /** The values of its Secret. */
    public TaskSecrets secrets() {
        return secrets;
    }

    @Override
    public boolean hasSecret() {
        return specification.hasSecret();
    }

    @Override
    public boolean hasInputs() {
        return specification.files().inputs();
    }

    @Override
    public boolean hasOutputs() {
        return !specification.files().outputs().isEmpty();
    }

    /** Whether there are texts to mask. */
    public boolean isMasked() {
        return hasSecret() || secrets.hideMore();
    }

    @Override
    public Optional<String> resultContainer() {
        return Optional.of(specification.container());
    }

    @Override
    public String podName(int attempt) {
        return id.podName(specification.prefix(), attempt);
    }

    @Override
    public Optional<Mirrors> mirrors() {
        return specification.imageMirrors();
    }

    @Override
    public PodVariant next(PodVariant last, Ending ending) {
        return specification.next(last, ending.outOfMemory());
    }

    @Override
    public boolean owns(PodSnapshot pod, int attempt, PodVariant variant) {
        return id.controllerLabel().equals(pod.labels().get(PodLabels.CONTROLLER))
                && id.taskLabel().equals(pod.labels().get(PodLabels.TASK))
                && Integer.toString(attempt).equals(pod.labels().get(PodLabels.ATTEMPT))
                && specHash(variant).equals(pod.annotations().get(SPEC_ANNOTATION));
    }

    /** The service account that the user has chosen, if the pod does not get a token of it. */
    Optional<ServiceAccount> accountWithoutToken() {
        Pod template = specification.template();
        return Optional.of(ServiceAccount.of(template))
                .filter(account -> !account.name().equals(ServiceAccount.STANDARD))
                .filter(account -> Boolean.FALSE.equals(template.getSpec().getAutomountServiceAccountToken()));
    }

    /** The first pod, ready to be created. */
    public Pod firstPod() {
        return pod(1, PodVariant.FIRST);
    }

    private String specHash(PodVariant variant) {
        return variant.equals(PodVariant.FIRST) ? specHash : DefinitionJson.hash(specification.identity(variant));
    }

    /** The pod of an attempt, ready to be created. */
    Pod pod(int attempt, PodVariant variant) {
        Pod pod = specification.pod(podName(attempt), variant);
        ObjectMeta meta = pod.getMetadata();
        Map<String, String> labels = new LinkedHashMap<>(meta.getLabels());
        labels.putAll(ownLabels(attempt));
        meta.setLabels(labels);
        Map<String, String> notes = new LinkedHashMap<>(meta.getAnnotations());
        notes.putAll(annotations);
        notes.put(SPEC_ANNOTATION, specHash(variant));
        specification.retention().ifPresent(text -> notes.put(RETENTION_ANNOTATION, text));
        meta.setAnnotations(notes);
        return pod;
    }

    /** The Secret of an attempt, ready to be created. It contains the values, so it must not be logged. */
    Secret secret(int attempt, SecretValues values) {
        Map<String, String> data = new LinkedHashMap<>();
        values.variables().forEach((name, value) -> data.put(name, encoded(value.getBytes(StandardCharsets.UTF_8))));
        values.files().forEach((path, content) -> data.put(SecretFiles.key(path), encoded(content)));
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(specification.namespace())
                .withName(podName(attempt))
                .withLabels(ownLabels(attempt))
                .withAnnotations(annotations)
                .endMetadata()
                .withType("Opaque")
                .withData(data)
                .build();
    }

    private static String encoded(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }

    /** The labels of the pod and the Secret of an attempt. */
    Map<String, String> ownLabels(int attempt) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(PodLabels.MANAGED_BY, "run-pod");
        labels.put(PodLabels.CONTROLLER, id.controllerLabel());
        labels.put(PodLabels.TASK, id.taskLabel());
        labels.put(PodLabels.ATTEMPT, Integer.toString(attempt));
        return labels;
    }
}
