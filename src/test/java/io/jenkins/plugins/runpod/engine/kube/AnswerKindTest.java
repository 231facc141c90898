package io.jenkins.plugins.runpod.engine.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswerKindTest {
    @ParameterizedTest
    @CsvSource({
        "  0, NONE,            true,  false, false, true",
        "200, OTHER,           false, false, false, true",
        "307, OTHER,           false, false, false, true",
        "400, REFUSED,         false, true,  false, true",
        "401, UNAUTHENTICATED, true,  false, false, false",
        "403, REFUSED,         false, true,  false, true",
        "404, REFUSED,         false, true,  false, true",
        "408, LATE,            false, false, true,  true",
        "409, CONFLICT,        true,  false, false, true",
        "422, REFUSED,         false, true,  false, true",
        "429, BUSY,            true,  false, false, true",
        "500, FAILED,          false, false, true,  false",
        "503, FAILED,          false, false, true,  false",
    })
    void aStatusSaysWhatMayBeDoneNext(
            int status, AnswerKind kind, boolean again, boolean last, boolean effect, boolean healthy) {
        assertThat(AnswerKind.of(status)).isEqualTo(kind);
        assertThat(kind.isWorthAnotherTry()).isEqualTo(again);
        assertThat(kind.isFinal()).isEqualTo(last);
        assertThat(kind.mayHaveHadEffect()).isEqualTo(effect);
        assertThat(kind.showsHealth()).isEqualTo(healthy);
    }
}
