package io.jenkins.plugins.runpod.engine;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.diagnosis.ImageErrorRules;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.Retention;
import io.jenkins.plugins.runpod.engine.lifecycle.RetryOn;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.ImageMirrors;
import io.jenkins.plugins.runpod.engine.spec.OnRetry;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A definition as it is saved. Its names are those in the file.
 *
 * @param hash of the manifest, as the pods bear it
 * @param imageErrorRules regular expression to verdict
 * @param secretFiles path to source, or null if there are none
 * @param files what is moved in and out, or null if nothing is
 * @param onRetry what the pods after the first one have in place of what the manifest has, or null for nothing
 * @param imageMirrors from prefixes of images to their mirrors, or null if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DefinitionJson(
        String hash,
        String prefix,
        String namespace,
        String manifest,
        String container,
        Map<String, String> secretEnv,
        Map<String, String> secretFiles,
        List<String> logContainers,
        Map<Budget, Duration> limits,
        int attempts,
        RetryOn retryOn,
        Retention retention,
        String retentionText,
        Duration terminationGrace,
        Map<String, String> imageErrorRules,
        FilePlan files,
        OnRetry onRetry,
        Map<String, String> imageMirrors,
        Map<String, String> caller) {

    static DefinitionJson of(TaskDefinition definition) {
        TaskSpecification specification = definition.specification();
        TaskPolicy policy = specification.policy();
        return new DefinitionJson(
                hash(specification.manifest()),
                specification.prefix(),
                specification.namespace(),
                specification.manifest(),
                specification.container(),
                specification.secretEnv(),
                specification.secretFiles().isEmpty() ? null : specification.secretFiles(),
                specification.logContainers(),
                new java.util.TreeMap<>(policy.limits()),
                policy.attempts(),
                policy.retryOn(),
                policy.retention(),
                specification.retention().orElse(null),
                policy.terminationGrace().orElse(null),
                specification.imageErrorRules().rows(),
                specification.files().any() ? specification.files() : null,
                specification.onRetry().any() ? specification.onRetry() : null,
                specification.mirrors().isEmpty()
                        ? null
                        : specification.mirrors().prefixes(),
                definition.caller());
    }

    TaskDefinition toDefinition() throws IOException {
        if (!hash(manifest).equals(hash)) {
            throw new IOException("its specification does not match the hash of it");
        }
        return new TaskDefinition(
                new TaskSpecification(
                        prefix,
                        namespace,
                        manifest,
                        container,
                        secretEnv,
                        secretFiles == null ? Map.of() : secretFiles,
                        logContainers,
                        new TaskPolicy(limits, attempts, retryOn, retention, Optional.ofNullable(terminationGrace)),
                        ImageErrorRules.saved(imageErrorRules),
                        files == null ? FilePlan.NONE : files,
                        Optional.ofNullable(retentionText),
                        onRetry == null ? OnRetry.NOTHING : onRetry,
                        imageMirrors == null ? ImageMirrors.NONE : new ImageMirrors(imageMirrors, false)),
                caller);
    }

    /** The hash of a specification, as the annotation of its pods has it. */
    static String hash(String manifest) {
        return TaskId.hash(manifest).substring(0, 16);
    }
}
