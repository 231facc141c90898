package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.ResultBuilder;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {
    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED,       0,   false, 0",
        "TASK_FAILED,     3,   false, 3",
        "TASK_FAILED,     137, false, 137",
        "TASK_FAILED,     ,    false, 1",
        "TASK_FAILED,     0,   false, 1",
        "TASK_FAILED,     143, true,  124",
        "NEVER_STARTED,   ,    true,  124",
        "NEVER_STARTED,   ,    false, 125",
        "PERMANENT,       ,    false, 125",
        "OUTCOME_UNKNOWN, ,    false, 125",
        "OUTCOME_UNKNOWN, 0,   false, 125",
        "CANCELLED,       ,    false, 130",
        "CANCELLED,       0,   false, 130",
    })
    void theVerdictDecides(Verdict verdict, Integer exitCode, boolean expired, int status) {
        TaskResult result = ResultBuilder.aResult(verdict)
                .exitCode(exitCode)
                .expired(expired)
                .build();

        assertThat(ExitStatus.of(result)).isEqualTo(status);
    }
}
