package io.jenkins.plugins.runpod.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
    @Test
    void sizesAreReadAsPeopleWriteThem() {
        assertThat(Sizes.parse("4096")).isEqualTo(4096);
        assertThat(Sizes.parse(" 500Mi ")).isEqualTo(500L << 20);
        assertThat(Sizes.parse("2Gi")).isEqualTo(2L << 30);
        assertThat(Sizes.parse("2 GiB")).isEqualTo(2L << 30);
        assertThat(Sizes.parse("10M")).isEqualTo(10_000_000);
        assertThat(Sizes.parse("3k")).isEqualTo(3_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Gi", "-1Gi", "1.5Gi", "2Gx", "2i", "9000000000Gi"})
    void otherTextsAreNoSizes(String text) {
        assertThatThrownBy(() -> Sizes.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\" is ");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 byte",
        "999, 999 bytes",
        "1000, 1.0 KB",
        "9994, 10 KB",
        "12400000, 12 MB",
        "999950, 1.0 MB",
        "2147483648, 2.1 GB",
        "9223372036854775807, 9.2 EB"
    })
    void whatWasMovedIsWrittenInMillionsOfBytes(long bytes, String text) {
        assertThat(Sizes.format(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 byte",
        "1023, 1023 bytes",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "2147483648, 2 GiB",
        "9223372036854775807, 8 EiB"
    })
    void limitIsWrittenAsItIsSet(long bytes, String text) {
        assertThat(Sizes.binary(bytes)).isEqualTo(text);
    }
}
