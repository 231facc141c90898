package io.jenkins.plugins.runpod.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryGrowthTest {
    @ParameterizedTest
    @CsvSource({
        "x2,    , 2Gi,   1, 4Gi",
        "x2,    , 2Gi,   3, 16Gi",
        "x2, 16Gi, 2Gi,  9, 16Gi",
        "x2, 3Gi, 2Gi,   1, 3Gi",
        "x1.5,  , 1Gi,   1, 1536Mi",
        "x1.5,  , 1Gi,   2, 2304Mi",
        "x1.1,  , 1Gi,   1, 1127Mi",
        "x2,    , 512M,  1, 1024M",
        "x2,    , 1500000, 1, 3M",
        "x 2,   , 2Gi,   1, 4Gi",
        "+2Gi,  , 2Gi,   2, 6Gi",
        "+ 500Mi, , 1Gi, 1, 1524Mi",
        "x2,    , 2Gi,   0, 2Gi",
        "x2,    , 0,     2, 0",
        "x2, 1Gi, 2Gi,   1, 2Gi",
        "x2,    , 1e-999999999, 1, 1Mi",
        "+1Gi,  , 1e999999999,  1, 1e999999999",
    })
    void growsFromTheFirstPod(String step, String most, String memory, int times, String expected) {
        MemoryGrowth growth = MemoryGrowth.of(step, Optional.ofNullable(most).flatMap(MemoryGrowth::bytes))
                .orElseThrow();

        assertThat(growth.grown(Quantity.parse(memory), times)).hasToString(expected);
    }

    @Test
    void growsToTheLargestQuantityAndNoFurther() {
        Quantity grown =
                MemoryGrowth.of("x1000", Optional.empty()).orElseThrow().grown(Quantity.parse("2Gi"), 99);

        assertThat(grown).hasToString(Long.toString(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "x",
                "x1",
                "x0.5",
                "x-2",
                "xx2",
                "2x",
                "+",
                "+0",
                "+-1Gi",
                "-1Gi",
                "+2Gx",
                "double",
                "+1e999999999",
                "+1e-999999999",
                "+9223372036854775808",
                "+500m"
            })
    void anythingElseIsNoGrowth(String step) {
        assertThat(MemoryGrowth.of(step, Optional.empty())).isEmpty();
    }
}
