package io.jenkins.plugins.runpod.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvLinesTest {
    @Test
    void aTaskHasACellForEachNameOfTheHeader() {
        assertThat(CsvLines.header())
                .isEqualTo(
                        "ended,task,build,cluster,namespace,image,verdict,reason,attempts,startMs,runMs,lostMs,"
                                + "schedulingWaitMs,limitedWaitMs,retryingWaitMs,startingWaitMs,filesWaitMs,lostWaitMs,waits\r\n");
        assertThat(CsvLines.of(EndedTaskBuilder.ended("7")))
                .isEqualTo(
                        "2026-01-02T03:04:05.678Z,7,folder/job#7,prod,ci,docker.io/library/maven:3,SUCCEEDED,Completed,"
                                + "1,4200,61000,0,0,3000,0,1200,0,0,"
                                + "RegistryRateLimit docker.io/library/maven:3 2 times 3000 ms; ContainerCreating 1 times 1200 ms"
                                + "\r\n");
    }

    @Test
    void cellsWithSeparatorsAreQuoted() {
        assertThat(of("a,\"b\"\r\nc")).contains(",\"a,\"\"b\"\"\r\nc\",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"})
    void noCellIsAFormula(String formula) {
        assertThat(of(formula)).contains(",'" + formula + ",");
    }

    private static String of(String image) {
        return CsvLines.of(
                new EndedTask(Instant.EPOCH, "1", "", "", "", image, Verdict.CANCELLED, "", 1, null, 0, 0, List.of()));
    }
}
