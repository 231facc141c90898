package io.jenkins.plugins.runpod.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {
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
