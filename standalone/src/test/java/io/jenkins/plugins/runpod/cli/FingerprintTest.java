package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
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

        assertThat(Fingerprint.of(parameters, List.of()))
                .isEqualTo("4ab17805c0eb533e6f64cb84ee787bbe63809833ed47c23431d1ce372485652b");
    }

    @Test
    void whatIsGivenAboutFilesCounts() {
        TaskParameters parameters = new TaskParameters();

        assertThat(Fingerprint.of(parameters, List.of("output a")))
                .isNotEqualTo(Fingerprint.of(parameters, List.of()))
                .isNotEqualTo(Fingerprint.of(parameters, List.of("output b")));
    }

    /** A newer version can have other limits. */
    @Test
    void thePlanOfTheFilesDoesNotCount() {
        TaskParameters parameters = new TaskParameters();
        parameters.files = new FilePlan(true, List.of(), new ArchiveLimits(1, 1, 1));

        assertThat(Fingerprint.of(parameters, List.of())).isEqualTo(Fingerprint.of(new TaskParameters(), List.of()));
    }
}
