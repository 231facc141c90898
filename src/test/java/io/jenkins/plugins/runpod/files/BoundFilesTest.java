package io.jenkins.plugins.runpod.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.spec.CallerVariables;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
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
        assertThat(BoundFiles.among(Map.of("KEY", value), Set.of("KEY")).paths())
                .isEqualTo(name == null ? Map.of() : Map.of("KEY", "/run/secrets/run-pod/KEY/" + name));
    }

    @Test
    void aUserCannotNameAFile() {
        assertThat(BoundFiles.among(Map.of("PARAMETER", FOLDER + "key"), Set.of("OTHER"))
                        .paths())
                .isEmpty();
    }

    @Test
    void theVariableIsPlainAndNamesThePathInThePod() {
        Map<String, String> secret = Map.of("KEY", FOLDER + "key", "TOKEN", "glpat");
        CallerVariables caller = new CallerVariables(Map.of("A", "a"), secret, List.of("glpat"), List.of(), List.of());
        BoundFiles bound = BoundFiles.among(secret, secret.keySet());
        TaskParameters parameters = new TaskParameters();
        parameters.secretFiles = Map.of("/run/own", "id");

        bound.addTo(parameters);

        assertThat(bound.in(caller).plain()).isEqualTo(Map.of("A", "a", "KEY", "/run/secrets/run-pod/KEY/key"));
        assertThat(bound.in(caller).secret()).isEqualTo(Map.of("TOKEN", "glpat"));
        assertThat(BoundFiles.credentials(parameters.secretFiles)).isEqualTo(Map.of("/run/own", "id"));
        assertThat(BoundFiles.variables(parameters.secretFiles))
                .isEqualTo(Map.of("/run/secrets/run-pod/KEY/key", "KEY"));
    }

    @Test
    void aVariableOfTheTaskItselfWins() {
        TaskParameters parameters = new TaskParameters();
        parameters.env = Map.of("KEY", "mine");
        parameters.secretEnv = Map.of("OTHER", "id");
        Map<String, String> secret = Map.of("KEY", FOLDER + "key", "OTHER", FOLDER + "key");

        BoundFiles.among(secret, secret.keySet()).addTo(parameters);

        assertThat(parameters.secretFiles).isEmpty();
    }
}
