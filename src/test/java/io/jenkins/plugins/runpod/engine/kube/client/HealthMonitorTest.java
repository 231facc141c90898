package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.kube.ServerHealth;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
    private final AtomicLong nanos = new AtomicLong();
    private final HealthMonitor answers = new HealthMonitor(nanos::get);

    @Test
    void nothingIsKnownBeforeTheFirstAnswer() {
        assertThat(answers.health()).isEqualTo(new ServerHealth(Optional.empty(), Optional.empty()));
    }

    @Test
    void anAnswerCountsFromItsLastPart() {
        answers.answered(200);
        nanos.addAndGet(Duration.ofSeconds(7).toNanos());
        answers.received();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(answers.health().lastAnswer()).contains(Duration.ofSeconds(2));
    }

    @Test
    void aRefusalOfOneRequestIsAnAnswerLikeAnother() {
        answers.answered(404);

        assertThat(answers.health().failure()).isEmpty();
    }

    @Test
    void aServerThatIsNotWellOrRefusesTheCredentialIsAFailure() {
        answers.answered(503);
        assertThat(answers.health().failure()).contains("HTTP 503");

        answers.answered(401);
        assertThat(answers.health().failure()).contains("HTTP 401");
    }

    @Test
    void failureIsOverWithTheNextGoodAnswer() {
        answers.failed("connection refused");
        assertThat(answers.health().failure()).contains("connection refused");

        answers.answered(200);
        assertThat(answers.health().failure()).isEmpty();
    }
}
