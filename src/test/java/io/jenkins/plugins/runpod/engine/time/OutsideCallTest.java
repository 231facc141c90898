package io.jenkins.plugins.runpod.engine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.testing.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import slow.provider.SlowProvider;

class OutsideCallTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<Runnable> alarms = new ArrayList<>();
    private final Timer timer = (delay, alarm) -> {
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    };
    private final ExecutorService threads = Executors.newFixedThreadPool(1);
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch answers = new CountDownLatch(1);

    @AfterEach
    void stop() {
        answers.countDown();
        threads.shutdownNow();
    }

    private OutsideCall<String> slow() throws InterruptedException {
        OutsideCall<String> call =
                new OutsideCall<>("Reading the credentials x", () -> SlowProvider.read(called, answers), threads);
        assertThat(called.await(Patience.HANG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return call;
    }

    @Test
    void aResultInTimeIsTheCallers() {
        CompletableFuture<String> result =
                new OutsideCall<>("Reading x", () -> "value", Runnable::run).within(LIMIT, timer);
        assertThat(result).isCompletedWithValue("value");
        assertThat(alarms).isEmpty();
    }

    @Test
    void aFailureInTimeIsTheCallers() {
        CompletableFuture<String> result = new OutsideCall<String>(
                        "Reading x",
                        () -> {
                            throw new IllegalStateException("no");
                        },
                        Runnable::run)
                .within(LIMIT, timer);
        assertThatThrownBy(result::join).hasRootCauseMessage("no");
    }

    @Test
    void aSlowCallIsAnsweredForWithASentenceThatNamesWhereItWaits() throws Exception {
        CompletableFuture<String> result = slow().within(LIMIT, timer);
        List.copyOf(alarms).forEach(Runnable::run);
        assertThatThrownBy(result::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(OutsideCall.TooSlow.class)
                .hasRootCauseMessage(
                        "Reading the credentials x takes longer than 20s (it waits in slow.provider.SlowProvider.read)");
    }

    @Test
    void aLateResultIsNotLost() throws Exception {
        OutsideCall<String> call = slow();
        CompletableFuture<String> result = call.within(LIMIT, timer);
        List.copyOf(alarms).forEach(Runnable::run);
        answers.countDown();
        assertThat(call.result()
                        .orTimeout(Patience.HANG.toSeconds(), TimeUnit.SECONDS)
                        .join())
                .isEqualTo("late");
        assertThat(result).isCompletedExceptionally();
    }

    @Test
    void aCallThatStillWaitsForAThreadNamesNoPlace() throws Exception {
        slow();
        OutsideCall<String> second = new OutsideCall<>("Reading y", () -> "y", threads);
        assertThat(second.place()).isEmpty();
    }
}
