package io.jenkins.plugins.runpod.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassedVariablesTest {
    @ParameterizedTest
    @CsvSource({
        "MODE, MODE, true",
        "MODE, mode, false",
        "MODE, MODE_2, false",
        "BUILD_*, BUILD_NUMBER, true",
        "BUILD_*, BUILD_, true",
        "BUILD_*, MY_BUILD_ID, false",
        "*_ID, BUILD_ID, true",
        "*_ID, BUILD_IDS, false",
        "*, ANY, true",
        "A*A, A, false",
        "A*A, AA, true",
        "A*B*C, A_B_B_C, true",
        "A*B*BC, ABC, false",
        "A**C, AC, true",
        "a.*, aXb, false"
    })
    void starStandsForAnyText(String pattern, String name, boolean included) {
        assertThat(PassedVariables.matching(List.of("OTHER", pattern)).includes(name))
                .isEqualTo(included);
    }

    @Test
    void withoutAPatternNoneIsPassed() {
        assertThat(PassedVariables.matching(List.of()).includes("MODE")).isFalse();
        assertThat(PassedVariables.all().includes("MODE")).isTrue();
    }

    @Test
    void whatTheTaskSetsItselfIsNotPassed() {
        PassedVariables passed = PassedVariables.matching(List.of("M*")).without(Set.of("MODE"));

        assertThat(passed.includes("MODE")).isFalse();
        assertThat(passed.includes("MODES")).isTrue();
    }

    @Test
    void everyPatternThatCanMatchNoNameIsNamed() {
        assertThat(PassedVariables.problems("passEnv", List.of("MODE", "A,B", "B_*", "7", "")))
                .containsExactly(
                        "passEnv: \"A,B\" is neither the name of a variable nor a pattern such as BUILD_*, nor true or false",
                        "passEnv: \"7\" is neither the name of a variable nor a pattern such as BUILD_*, nor true or false",
                        "passEnv: \"\" is neither the name of a variable nor a pattern such as BUILD_*, nor true or false");
    }
}
