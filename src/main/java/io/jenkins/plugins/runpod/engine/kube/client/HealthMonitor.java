package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.AnswerKind;
import io.jenkins.plugins.runpod.engine.kube.ServerHealth;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Notices whether the API server answers. Safe for use by many threads. */
final class HealthMonitor {
    private final LongSupplier nanoTime;
    private Optional<Long> lastAt = Optional.empty();
    private Optional<String> failure = Optional.empty();

    HealthMonitor(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The head of an answer came. Refusals of one request are answers too; a server that is not well, or refuses us, counts as failing. */
    synchronized void answered(int status) {
        lastAt = Optional.of(nanoTime.getAsLong());
        failure = AnswerKind.of(status).showsHealth() ? Optional.empty() : Optional.of("HTTP " + status);
    }

    /** More of an answer came. */
    synchronized void received() {
        lastAt = Optional.of(nanoTime.getAsLong());
    }

    synchronized void failed(String why) {
        failure = Optional.of(why);
    }

    synchronized ServerHealth health() {
        return new ServerHealth(lastAt.map(at -> Duration.ofNanos(nanoTime.getAsLong() - at)), failure);
    }
}
