package io.jenkins.plugins.runpod.engine.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FilePlanTest {
    private static String patterns(OutputFiles... outputs) {
        FilePlan plan = new FilePlan(false, List.of(outputs), ArchiveLimits.DEFAULT);
        return new String(plan.collection().stdin(), UTF_8);
    }

    @Test
    void eachOutputIsOneExpression() {
        assertThat(patterns(new OutputFiles("a", "x, y", "", false), new OutputFiles("all", "", "", true)))
                .isEqualTo("17\n(\n(\n-path\n./x\n)\n!\n-path\n./*/*\n-o\n(\n-path\n./y\n)\n!\n-path\n./*/*\n)\n"
                        + "2\n-name\n*\n");
    }

    @Test
    void excludesThatAreTooLongForFindAreLeftToTheController() {
        String many = IntStream.range(0, 100)
                .mapToObj(number -> "**/" + "x".repeat(400) + number + "/**")
                .collect(Collectors.joining(", "));
        assertThat(patterns(new OutputFiles("jars", "*.jar", many, false)))
                .isEqualTo(patterns(new OutputFiles("jars", "*.jar", "", false)));
    }
}
