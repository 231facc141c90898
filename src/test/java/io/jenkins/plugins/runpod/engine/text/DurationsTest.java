package io.jenkins.plugins.runpod.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"90s,90", "10m,600", "1h30m,5400", "2d,172800", "1d1h1m1s,90061", "' 5m ',300", "0s,0"})
    void readsTheWrittenForm(String text, long seconds) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "10", "m", "-1s", "1.5h", "10 m", "1m1h", "99999999999999999999s", "9999d"})
    void refusesAnythingElseWithASentence(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({"90,90s", "60,1m", "600,10m", "5400,1h30m", "0,0s", "3661,1h1m1s", "86400,24h"})
    void writesWhatItCanRead(long seconds, String text) {
        assertThat(Durations.format(Duration.ofSeconds(seconds))).isEqualTo(text);
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aNegativeDurationIsWrittenAsNothingLeft() {
        assertThat(Durations.format(Duration.ofSeconds(-5))).isEqualTo("0s");
    }
}
