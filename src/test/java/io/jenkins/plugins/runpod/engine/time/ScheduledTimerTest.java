package io.jenkins.plugins.runpod.engine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScheduledTimerTest {
    private final ExecutorService workers = Executors.newSingleThreadExecutor(task -> new Thread(task, "worker"));
    private final ScheduledTimer timer = new ScheduledTimer(workers);
    private final AtomicReference<String> ranOn = new AtomicReference<>();

    @AfterEach
    void close() {
        timer.close();
        workers.shutdownNow();
    }

    private void run() {
        ranOn.set(Thread.currentThread().getName());
    }

    @Test
    void whatIsDueRunsOnTheWorkers() {
        timer.schedule(Duration.ofMillis(1), this::run);

        await().untilAsserted(() -> assertThat(ranOn).hasValue("worker"));
    }

    @Test
    void aNegativeDelayMeansSoon() {
        timer.schedule(Duration.ofDays(-1), this::run);

        await().untilAsserted(() -> assertThat(ranOn).hasValue("worker"));
    }

    @Test
    void aDelayBeyondAllMeasureIsAccepted() {
        timer.schedule(Duration.ofSeconds(Long.MAX_VALUE), this::run).cancel();
    }

    @Test
    void whatIsTakenBackDoesNotRun() {
        timer.schedule(Duration.ofMillis(50), this::run).cancel();

        await().during(Duration.ofMillis(100)).until(() -> ranOn.get() == null);
    }

    @Test
    void aClosedTimerIgnoresWhatComesLate() {
        timer.close();

        timer.schedule(Duration.ZERO, this::run);

        await().during(Duration.ofMillis(50)).until(() -> ranOn.get() == null);
    }
}
