package io.jenkins.plugins.runpod.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The right column is what kubectl 1.34.4 sends for a scalar without quotes. */
class ScalarsTest {
    @ParameterizedTest
    @CsvSource({
        "1.10, 1.1",
        "1, 1",
        "+1, 1",
        "-7, -7",
        "0123, 83",
        "0o17, 15",
        "08, 8",
        "0x1F, 31",
        "0b101, 5",
        "-0b1, -1",
        "1_000, 1000",
        "1__0, 10",
        "0., 0",
        ".5, 0.5",
        "1e3, 1000",
        "12e03, 12000",
        "18446744073709551615, 18446744073709551615",
        "18446744073709551616, 18446744073709552000"
    })
    void numbers(String text, String meaning) {
        JsonNode read = Scalars.plain(text);
        assertThat(read.isNumber()).isTrue();
        assertThat(Scalars.text(read)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
    void yes(String text) {
        assertThat(Scalars.plain(text).isBoolean() && Scalars.plain(text).booleanValue())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"})
    void no(String text) {
        assertThat(Scalars.plain(text).isBoolean() && !Scalars.plain(text).booleanValue())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "null", "Null", "NULL"})
    void nothing(String text) {
        assertThat(Scalars.plain(text).isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1:20",
                "2001-01-01",
                "2001-1-1",
                "2001-01-01T00:00:00Z",
                "=",
                "<<",
                "1e",
                "._1",
                "1.1.1",
                "yEs",
                "nULL",
                "0x",
                "0b2",
                "1Gi",
                "v1",
                "-",
                "."
            })
    void text(String text) {
        assertThat(Scalars.plain(text).isTextual()).isTrue();
        assertThat(Scalars.plain(text).textValue()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {".inf", "-.Inf", "+.INF", ".nan", ".NaN"})
    void numbersThatJsonDoesNotHave(String text) {
        assertThatThrownBy(() -> Scalars.plain(text)).hasMessage(text + " is no number that JSON has");
    }

    @Test
    void aNumberIsReadByItsSizeAndNotByItsZeros() {
        assertThat(Scalars.text(Scalars.plain("0x" + "0".repeat(100) + "1F"))).isEqualTo("31");
        assertThat(Scalars.text(Scalars.plain("0b" + "1".repeat(64)))).isEqualTo("18446744073709551615");
        assertThat(Scalars.plain("0".repeat(100)).decimalValue()).isZero();
        assertThat(Scalars.text(Scalars.plain("9".repeat(65)))).isEqualTo("1E+65");
    }

    /** A conversion that needs the square of the digits never ends here. */
    @ParameterizedTest
    @ValueSource(strings = {"9", "-9", "0x9", "0b1", "0o7"})
    void aNumberOfMillionsOfDigitsIsText(String start) {
        String last = start.substring(start.length() - 1);
        assertThat(Scalars.plain(start + last.repeat(20_000_000)).isTextual()).isTrue();
    }
}
