package io.jenkins.plugins.runpod.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.ImageMirrors;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import java.util.List;

/**
 * Tells whether two commands give the same parameters. What is not given does not count, so that a version with more parameters has
 * the same fingerprint.
 */
final class Fingerprint {
    private static final JsonMapper JSON = JsonMapper.builder()
            .serializationInclusion(JsonInclude.Include.NON_EMPTY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(com.fasterxml.jackson.databind.MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .addMixIn(TaskParameters.class, WithoutPlan.class)
            .build();

    private Fingerprint() {}

    /** The plan of the files depends on the version. What the user wrote does not. Mirrors say nothing about the task. */
    private abstract static class WithoutPlan {
        @JsonIgnore
        FilePlan files;

        @JsonIgnore
        ImageMirrors mirrors;
    }

    /** @param files what was given about files */
    static String of(TaskParameters parameters, List<String> files) {
        try {
            String text = JSON.writeValueAsString(parameters);
            return TaskId.hash(files.isEmpty() ? text : text + JSON.writeValueAsString(files));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("parameters hold texts and numbers only", e);
        }
    }
}
