package io.jenkins.plugins.runpod.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DoubtTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LENGTH = Duration.ofSeconds(30);

    private final Doubt doubt = new Doubt();

    @Test
    void refusalCountsWhenItHasLasted() {
        assertThat(doubt.refused(NOW)).isFalse();
        assertThat(doubt.refused(NOW.plusSeconds(29))).isFalse();
        assertThat(doubt.refused(NOW.plusSeconds(30))).isTrue();
    }

    @Test
    void anotherAnswerBeginsTheTimeAnew() {
        doubt.refused(NOW);
        doubt.clear();
        assertThat(doubt.countsFrom()).isEmpty();
        assertThat(doubt.refused(NOW.plusSeconds(30))).isFalse();
        assertThat(doubt.countsFrom()).contains(NOW.plusSeconds(30).plus(LENGTH));
    }

    @Test
    void clockThatIsSetBackMakesItNoLonger() {
        doubt.refused(NOW);
        Instant back = NOW.minus(Duration.ofHours(1));
        assertThat(doubt.refused(back)).isFalse();
        assertThat(doubt.refused(back.plus(LENGTH))).isTrue();
    }
}
