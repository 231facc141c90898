package io.jenkins.plugins.runpod.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ForwardClockTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Instant wall = NOON;
    private final ForwardClock clock = new ForwardClock(new Clock() {
        @Override
        public Instant instant() {
            return wall;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    @Test
    void itFollowsAClockThatGoesForward() {
        clock.instant();
        wall = NOON.plusSeconds(5);
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(5));
    }

    @Test
    void itStandsStillWhenTheOtherIsSetBack() {
        clock.instant();
        wall = NOON.minus(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(NOON);
    }

    @Test
    void itGoesOnFromWhereItWasAfterTheOtherWasSetBack() {
        clock.instant();
        wall = NOON.minus(Duration.ofHours(1));
        clock.instant();
        wall = wall.plusSeconds(7);
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(7));
    }

    @Test
    void whatWasSavedBeforeARestartIsPast() {
        clock.reach(NOON.plusSeconds(30));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(30));
        wall = NOON.plusSeconds(2);
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(32));
    }
}
