package io.jenkins.plugins.runpod.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.time.Backoff.Jitter;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Test
    void pausesDoubleUpToTheLongest() {
        Backoff backoff = new Backoff(FIRST, LONGEST);

        assertThat(IntStream.range(0, 7)
                        .mapToObj(failures -> backoff.pause(failures).toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(backoff.pause(Integer.MAX_VALUE)).isEqualTo(LONGEST);
    }

    @Test
    void jitterTakesOffItsPartAtMost() {
        assertThat(new Backoff(FIRST, LONGEST, Jitter.HALF).pause(1, bound -> bound - 1))
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(new Backoff(FIRST, LONGEST, Jitter.QUARTER).pause(1, bound -> bound - 1))
                .isEqualTo(Duration.ofMillis(1500));
        assertThat(new Backoff(FIRST, LONGEST, Jitter.NONE).pause(1, bound -> bound - 1))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(new Backoff(FIRST, LONGEST, Jitter.HALF).pause(1, bound -> 0))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aClientAlwaysPausesAlikeAndClientsPauseUnlike() {
        Backoff backoff = new Backoff(FIRST, LONGEST, Jitter.HALF);
        List<Duration> pauses = IntStream.range(0, 100)
                .mapToObj(client -> backoff.pause(4, "pod-" + client))
                .toList();

        assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofSeconds(8)) >= 0);
        assertThat(pauses).doesNotHaveDuplicates();
        assertThat(backoff.pause(4, "pod-7")).isEqualTo(pauses.get(7));
    }
}
