package io.jenkins.plugins.runpod.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RoundPaceTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong now = new AtomicLong();
    private final RoundPace pace = new RoundPace(now::get);

    private Optional<Duration> plan() {
        return pace.plan(SOON, MINUTE);
    }

    private void later(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void firstRoundComesSoon() {
        assertThat(plan()).contains(SOON);
    }

    @Test
    void whatIsAskedForMeanwhileIsTheSameRound() {
        plan();

        assertThat(plan()).isEmpty();
    }

    @Test
    void nextRoundComesAMinuteAfterTheBeginOfTheLast() {
        plan();
        pace.begun();
        later(20);

        assertThat(plan()).contains(Duration.ofSeconds(40));
    }

    @Test
    void roundAfterAPauseComesSoon() {
        plan();
        pace.begun();
        later(58);

        assertThat(plan()).contains(SOON);
    }

    @Test
    void deletionsWithoutEndMakeOneRoundAMinute() {
        long due = Long.MAX_VALUE;
        int rounds = 0;
        for (int second = 0; second < 600; second++) {
            if (now.get() >= due) {
                pace.begun();
                rounds++;
            }
            long time = now.get();
            due = plan().map(delay -> time + delay.toNanos()).orElse(due);
            later(1);
        }

        assertThat(rounds).isEqualTo(10);
    }
}
