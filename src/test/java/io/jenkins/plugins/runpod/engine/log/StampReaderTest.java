package io.jenkins.plugins.runpod.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StampReaderTest {
    private static final long LAST_SECOND = 9_214_400_000L;

    private final StampReader reader = new StampReader();

    @Property
    void readsEveryStampOfANodeInAnyTimeZone(
            @ForAll @LongRange(max = LAST_SECOND) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(min = -12, max = 14) int hours) {
        Instant instant = Instant.ofEpochSecond(second + 86_400, nano);
        String text = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX")
                .format(instant.atOffset(ZoneOffset.ofHours(hours)));

        assertThat(LinePosition.instant(read(text))).isEqualTo(instant);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.1Z, 2026-01-02T03:04:05.1Z",
        "2026-01-02T03:04:05.000001Z, 2026-01-02T03:04:05.000001Z",
        "2024-02-29T23:59:60Z, 2024-03-01T00:00:00Z",
        "2026-01-02T03:04:05+05:30, 2026-01-01T21:34:05Z",
    })
    void readsStampsOfEveryLength(String text, Instant instant) {
        assertThat(LinePosition.instant(read(text))).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "failed",
                "2026-01-02",
                "2026-01-02T03:04:05",
                "2026-01-02T03:04:05.Z",
                "2026-01-02T03:04:05.1234567890Z",
                "2026-01-02T03:04:05.123456789",
                "2026-01-02T03:04:05.123456789X",
                "2026-01-02T03:04:05.123456789ZZ",
                "2026-01-02T03:04:05.123456789+0100",
                "2026-13-02T03:04:05.123456789Z",
                "2026-01-32T03:04:05.123456789Z",
                "2026-01-02T24:04:05.123456789Z",
                "2026-01-02T03:60:05.123456789Z",
                "2026-01-02T03:04:61.123456789Z",
                "2026-01-02T03:04:5x.123456789Z",
                "2026-01-02 03:04:05.123456789Z",
                "1969-12-31T23:59:59.123456789Z",
                "9999-01-02T03:04:05.123456789Z",
            })
    void anythingElseIsNoStamp(String text) {
        assertThat(read(text)).isEqualTo(StampReader.NONE);
    }

    @Test
    void aStampOfTheMinuteReadBeforeIsReadAsWell() {
        read("2026-01-02T03:04:05.000000001Z");

        assertThat(LinePosition.instant(read("2026-01-02T03:04:59.000000002Z")))
                .isEqualTo(Instant.parse("2026-01-02T03:04:59.000000002Z"));
    }

    private long read(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.US_ASCII);
        return reader.read(bytes, 1, bytes.length - 1);
    }
}
