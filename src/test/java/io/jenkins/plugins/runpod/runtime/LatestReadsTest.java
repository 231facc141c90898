package io.jenkins.plugins.runpod.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LatestReadsTest {
    private final List<String> asked = new ArrayList<>();
    private final List<CompletableFuture<String>> reads = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final LatestReads<String, String> latest = new LatestReads<>(this::read, Duration.ofSeconds(4), now::get);

    private CompletionStage<String> read(String key) {
        asked.add(key);
        CompletableFuture<String> read = new CompletableFuture<>();
        reads.add(read);
        return read;
    }

    private void later(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void answer(String value) {
        reads.get(reads.size() - 1).complete(value);
    }

    @Test
    void firstViewerDoesNotWait() {
        assertThat(latest.ask("pod")).isEqualTo(new LatestReads.Latest<>(Optional.empty(), "", true));
    }

    @Test
    void oneReadIsUnderWayForAllViewersAndKeys() {
        for (int i = 0; i < 100; i++) {
            latest.ask("pod-" + i % 10);
        }

        assertThat(asked).containsExactly("pod-0");
    }

    @Test
    void nextReadIsForTheNextKeyInTheOrderOfTheViewers() {
        latest.ask("one");
        latest.ask("two");
        latest.ask("three");
        latest.ask("two");

        answer("first");
        answer("second");

        assertThat(asked).containsExactly("one", "two", "three");
    }

    @Test
    void freshAnswerIsNotReadAgain() {
        latest.ask("pod");
        answer("first");
        later(3);

        assertThat(latest.ask("pod")).isEqualTo(new LatestReads.Latest<>(Optional.of("first"), "", false));
        assertThat(asked).hasSize(1);
    }

    @Test
    void oldAnswerIsShownWhileANewOneIsRead() {
        latest.ask("pod");
        answer("first");
        later(5);

        assertThat(latest.ask("pod")).isEqualTo(new LatestReads.Latest<>(Optional.of("first"), "", true));
        answer("second");
        assertThat(latest.ask("pod").value()).contains("second");
    }

    @Test
    void lastAnswerStaysWhenAReadFails() {
        latest.ask("pod");
        answer("first");
        later(5);
        latest.ask("pod");

        reads.get(1).completeExceptionally(new CompletionException(new IllegalStateException("HTTP 500")));

        assertThat(latest.ask("pod")).isEqualTo(new LatestReads.Latest<>(Optional.of("first"), "HTTP 500", false));
    }

    @Test
    void failedReadIsNotRepeatedAtOnce() {
        latest.ask("pod");
        reads.get(0).completeExceptionally(new IllegalStateException("HTTP 500"));
        latest.ask("pod");
        assertThat(asked).hasSize(1);

        later(5);
        latest.ask("pod");

        assertThat(asked).hasSize(2);
    }

    @Test
    void whatNobodyLooksAtAnyMoreIsNotRead() {
        latest.ask("slow");
        latest.ask("abandoned");
        later(30);
        latest.ask("wanted");

        answer("first");

        assertThat(asked).containsExactly("slow", "wanted");
    }

    @Test
    void waitingKeysAreBounded() {
        for (int i = 0; i < 10_000; i++) {
            latest.ask("pod-" + i);
        }
        for (int i = 0; i < 10_000 && i < reads.size(); i++) {
            reads.get(i).complete("answer");
        }

        assertThat(asked).hasSize(201);
    }
}
