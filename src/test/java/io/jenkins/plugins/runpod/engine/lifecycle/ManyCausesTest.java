package io.jenkins.plugins.runpod.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManyCausesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private TaskState state = TaskState.fresh("default", "pod", START);

    @Test
    void causesAreBoundedAndNoneLosesItsTime() {
        for (int i = 0; i < 500; i++) {
            waits(1 + i / 250, "PullQPSExceeded", 1);
            waits(1 + i / 250, "RegistryTimeout", 2);
        }

        assertThat(state.causes()).hasSize(100);
        assertThat(waited("PullQPSExceeded")).hasSeconds(500);
        assertThat(waited("RegistryTimeout")).hasSeconds(1000);
        assertThat(state.causes().get(0).since()).isEqualTo(START);
        assertThat(state.causes()).allSatisfy(span -> assertThat(span.until()).isBeforeOrEqualTo(now));
        assertThat(state.causes().stream()
                        .filter(span -> span.attempt() == 1)
                        .map(span -> span.length(now))
                        .reduce(Duration.ZERO, Duration::plus))
                .as("each attempt keeps its own time")
                .hasSeconds(750);
    }

    @Test
    void attemptsShareWhatEachHadOnce() {
        for (int attempt = 1; attempt <= 300; attempt++) {
            waits(attempt, "Unschedulable", 3);
        }

        assertThat(state.causes()).hasSize(100);
        assertThat(waited("Unschedulable")).hasSeconds(900);
    }

    private void waits(int attempt, String cause, int seconds) {
        state = state.caused(new CauseSpan(attempt, Verdict.TRANSIENT, cause, "main", "", now, null), now);
        now = now.plusSeconds(seconds);
        state = state.caused(null, now);
    }

    private Duration waited(String cause) {
        List<CauseSpan> spans = state.causes().stream()
                .filter(span -> span.cause().equals(cause))
                .toList();
        return spans.stream().map(span -> span.length(now)).reduce(Duration.ZERO, Duration::plus);
    }
}
