package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    /** It is in the files of tasks. If a newer version has another one, it refuses to go on with them. */
    @Test
    void theSameOptionsHaveTheSameFingerprintInEveryVersion() {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "busybox:1.36";
        parameters.command = "echo hello";
        parameters.env = Map.of("A", "1", "B", "2");
        parameters.args = List.of("x");
        parameters.attempts = 2;

        assertThat(Fingerprint.of(parameters))
                .isEqualTo("4ab17805c0eb533e6f64cb84ee787bbe63809833ed47c23431d1ce372485652b");
    }
}
