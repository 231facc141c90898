package io.jenkins.plugins.runpod.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputPositionTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.123456789Z");
    private static final OutputPosition POSITION =
            new OutputPosition(17, "uid/main", Map.of("uid/main", new LogCursor(TIME, TIME.minusNanos(1), 3, 5)));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void survivesBeingSavedToTheNanosecond(boolean timesAsNumbers) throws Exception {
        JsonMapper json = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .configure(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, timesAsNumbers)
                .build();

        OutputPosition read = json.readValue(json.writeValueAsBytes(POSITION), OutputPosition.class);

        assertThat(read).isEqualTo(POSITION);
    }

    @Test
    void aStreamThatNothingWasWrittenOfIsAtItsBeginning() {
        assertThat(POSITION.cursor("uid/other")).isEqualTo(LogCursor.beginning());
    }

    @Test
    void theLogIsAskedForFromTwoSecondsBeforeTheLowestStamp() {
        assertThat(POSITION.cursor("uid/main").since())
                .contains(TIME.minusNanos(1).minusSeconds(2));
    }

    @Test
    void theWholeLogIsAskedForFromTheBeginning() {
        assertThat(LogCursor.beginning().past(3).since()).isEmpty();
    }
}
