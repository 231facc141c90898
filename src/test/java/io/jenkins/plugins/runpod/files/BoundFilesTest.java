package io.jenkins.plugins.runpod.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.spec.CallerVariables;
import io.jenkins.plugins.runpod.engine.spec.PassedVariables;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.runtime.BuildEnvironment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundFilesTest {
    private static final String FOLDER = "/agent/workspace/job@tmp/secretFiles/0a1b2c3d-0000-4000-8000-0123456789ab/";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/agent/job@tmp/secretFiles/0a1b2c3d-0000-4000-8000-0123456789ab/kube.config, kube.config",
                "C:\\agent\\job@tmp\\secretFiles\\0a1b2c3d-0000-4000-8000-0123456789ab\\my key:1, my_key_1",
                "/agent/job@tmp/secretFiles/0a1b2c3d-0000-4000-8000-0123456789ab, -",
                "/agent/job@tmp/secretFiles/0a1b2c3d-0000-4000-8000-0123456789ab/, -",
                "/agent/job@tmp/secretFiles/0a1b2c3d-0000-4000-8000-0123456789ab/a/b, -",
                "/agent/job@tmp/secretFiles/../../etc/passwd, -",
                "/etc/passwd, -",
                "a plain text, -",
            })
    void onlyAFileInAFolderOfABindingIsOne(String value, String name) {
        BuildEnvironment environment = environment(Map.of("KEY", value), Set.of("KEY"));

        assertThat(BoundFiles.inPod(environment).variables())
                .isEqualTo(Map.of("KEY", name == null ? value : "/run/secrets/run-pod/KEY/" + name));
    }

    @Test
    void aUserCannotNameAFile() {
        BuildEnvironment environment = new BuildEnvironment(
                Map.of("PARAMETER", FOLDER + "key", "OTHER", FOLDER + "key"),
                Set.of("PARAMETER"),
                List.of(),
                Set.of("PARAMETER"));

        assertThat(BoundFiles.inPod(environment)).isEqualTo(environment);
    }

    @Test
    void theVariableIsPlainAndNamesThePathInThePod() {
        BuildEnvironment environment =
                environment(Map.of("A", "a", "KEY", FOLDER + "key", "TOKEN", "glpat"), Set.of("key", "TOKEN"));

        CallerVariables passed = BoundFiles.inPod(environment).passed(PassedVariables.all());

        assertThat(passed.plain()).isEqualTo(Map.of("A", "a", "KEY", "/run/secrets/run-pod/KEY/key"));
        assertThat(passed.secret()).isEqualTo(Map.of("TOKEN", "glpat"));
        TaskParameters parameters = new TaskParameters();
        parameters.secretFiles = Map.of("/run/own", "id");
        BoundFiles.among(environment).addTo(parameters, passed);
        assertThat(BoundFiles.credentials(parameters.secretFiles)).isEqualTo(Map.of("/run/own", "id"));
        assertThat(BoundFiles.variables(parameters.secretFiles))
                .isEqualTo(Map.of("/run/secrets/run-pod/KEY/key", "KEY"));
    }

    @Test
    void aVariableThatContainsThePathNeedsTheFile() {
        BuildEnvironment environment = environment(
                Map.of("KEY", FOLDER + "key", "OTHER", FOLDER + "other", "GIT_SSH_COMMAND", "ssh -i " + FOLDER + "key"),
                Set.of("KEY", "OTHER"));

        CallerVariables passed =
                BoundFiles.inPod(environment).passed(PassedVariables.matching(List.of("GIT_SSH_COMMAND")));

        assertThat(passed.plain()).isEqualTo(Map.of("GIT_SSH_COMMAND", "ssh -i /run/secrets/run-pod/KEY/key"));
        TaskParameters parameters = new TaskParameters();
        BoundFiles.among(environment).addTo(parameters, passed);
        assertThat(BoundFiles.variables(parameters.secretFiles)).containsOnlyKeys("/run/secrets/run-pod/KEY/key");
    }

    private static BuildEnvironment environment(Map<String, String> variables, Set<String> sensitive) {
        return new BuildEnvironment(variables, sensitive, List.of(), Set.of());
    }
}
