package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.engine.log.LogEnd;
import io.jenkins.plugins.runpod.engine.log.LogReceiver;
import io.jenkins.plugins.runpod.engine.log.LogStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogRequestTest {
    private static final String BLOCK = "x".repeat(64 << 10);

    private ClusterFixture fixture;

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    /** Reads as fast as it can. */
    private static class Reader implements LogReceiver {
        final StringBuffer text = new StringBuffer();
        final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public void answered() {
            calls.add("answered");
        }

        @Override
        public void received(ByteBuffer chunk, Runnable next) {
            text.append(StandardCharsets.UTF_8.decode(chunk));
            next.run();
        }

        @Override
        public void ended(LogEnd end) {
            calls.add(end instanceof LogEnd.Failed ? "Failed" : end.toString().replace("[]", ""));
        }

        void awaitCalls(String... expected) {
            await().untilAsserted(() -> assertThat(calls).containsExactly(expected));
        }
    }

    private LogStream reading(ScriptedServer.Script script, LogReceiver reader) throws IOException {
        fixture = new ClusterFixture(script);
        return fixture.kube().log("ns", "a", "main").open(Optional.empty(), true, reader);
    }

    /** Every silence is too long as soon as the timer looks. */
    private void readingImpatiently(ScriptedServer.Script script, LogReceiver reader, HandTimer timer)
            throws IOException {
        StreamTiming usual = ClusterFixture.TIMING;
        fixture = new ClusterFixture(
                script,
                new StreamTiming(
                        usual.watch(),
                        usual.watchSilence(),
                        Duration.ofNanos(1),
                        usual.shortestPause(),
                        usual.longestPause()),
                timer);
        fixture.kube().log("ns", "a", "main").open(Optional.empty(), true, reader);
    }

    @Test
    void asksForTimeStampsFromAMomentOn() throws Exception {
        Reader reader = new Reader();
        fixture = new ClusterFixture((request, answer) -> answer.json(200, ""));

        fixture.kube().log("ns", "a", "main").open(Optional.of(Instant.parse("2026-01-02T03:04:05.6Z")), true, reader);

        reader.awaitCalls("answered", "Clean");
        assertThat(fixture.server.requests.get(0).target())
                .isEqualTo("/api/v1/namespaces/ns/pods/a/log?container=main&follow=true"
                        + "&sinceTime=2026-01-02T03%3A04%3A05.600Z&timestamps=true");
    }

    @Test
    void deliversWhatComesAndThenTheEnd() throws Exception {
        Reader reader = new Reader();
        reading(
                (request, answer) -> {
                    answer.open(200);
                    answer.send("one\n");
                    answer.send("two\n");
                    answer.end();
                },
                reader);

        reader.awaitCalls("answered", "Clean");
        assertThat(reader.text).hasToString("one\ntwo\n");
    }

    @ParameterizedTest
    @CsvSource({"204, NoContent", "400, NotReady", "404, Missing", "500, Failed", "403, Failed"})
    void anotherAnswerIsAnEndOfItsOwn(int status, String end) throws Exception {
        Reader reader = new Reader();
        reading(
                (request, answer) -> {
                    if (status == 204) {
                        answer.json(204, "");
                    } else {
                        answer.status(status, "Any", "any");
                    }
                },
                reader);

        reader.awaitCalls(end);
    }

    @Test
    void aRefusalTellsTheServersWords() throws Exception {
        AtomicReference<LogEnd> told = new AtomicReference<>();
        reading((request, answer) -> answer.status(500, "InternalError", "the kubelet is gone"), new Reader() {
            @Override
            public void ended(LogEnd end) {
                told.set(end);
            }
        });

        await().untilAtomic(told, org.hamcrest.Matchers.equalTo(new LogEnd.Failed("HTTP 500: the kubelet is gone")));
    }

    @Test
    void aCutConnectionIsAFailureAfterAllThatCame() throws Exception {
        Reader reader = new Reader();
        reading(
                (request, answer) -> {
                    answer.open(200);
                    answer.send("one\n");
                    await().until(() -> reader.text.length() == 4);
                    answer.reset();
                },
                reader);

        reader.awaitCalls("answered", "Failed");
        assertThat(reader.text).hasToString("one\n");
    }

    @Test
    void aSilentContainerIsToldAsAnsweredBeforeItsFirstByte() throws Exception {
        Reader reader = new Reader();
        reading(
                (request, answer) -> {
                    answer.open(200);
                    answer.hold();
                },
                reader);

        reader.awaitCalls("answered");
    }

    @Test
    void aConnectionThatSaysNothingForTooLongIsGivenUp() throws Exception {
        Reader reader = new Reader();
        HandTimer timer = new HandTimer();
        readingImpatiently(
                (request, answer) -> {
                    answer.open(200);
                    answer.hold();
                },
                reader,
                timer);
        reader.awaitCalls("answered");

        timer.muchTimePasses();

        reader.awaitCalls("answered", "Failed");
        await().until(() -> fixture.server.connections() == 0);
    }

    /** Takes one chunk and keeps it until told otherwise. */
    private static final class Hesitant extends Reader {
        final AtomicLong received = new AtomicLong();
        final AtomicReference<Runnable> next = new AtomicReference<>();

        @Override
        public void received(ByteBuffer chunk, Runnable more) {
            received.addAndGet(chunk.remaining());
            next.set(more);
        }
    }

    @Test
    void nothingIsReadAheadOfASlowReceiver() throws Exception {
        Hesitant reader = new Hesitant();
        AtomicLong sent = new AtomicLong();
        reading(
                (request, answer) -> {
                    answer.open(200);
                    for (int i = 0; i < 1000; i++) {
                        answer.send(BLOCK);
                        sent.addAndGet(BLOCK.length());
                    }
                },
                reader);

        // The socket's buffers fill and then the sender stands still, far from the 62 MiB that it has.
        await().during(Duration.ofMillis(500)).untilAtomic(sent, new Same<>());
        assertThat(sent.get()).isLessThan(16 << 20);
        assertThat(reader.received.get()).isLessThanOrEqualTo(64 << 10);
    }

    /** Matches a number that has not changed since it was last looked at. */
    private static final class Same<T> extends org.hamcrest.BaseMatcher<T> {
        private Object last;

        @Override
        public boolean matches(Object actual) {
            boolean same = actual.equals(last);
            last = actual;
            return same;
        }

        @Override
        public void describeTo(org.hamcrest.Description description) {
            description.appendText("the same as before");
        }
    }

    @Test
    void theEndWaitsUntilTheReceiverHasFinished() throws Exception {
        Hesitant reader = new Hesitant();
        reading(
                (request, answer) -> {
                    answer.open(200);
                    answer.send("one\n");
                    answer.end();
                },
                reader);
        await().until(() -> reader.next.get() != null && fixture.server.requests.size() == 1);
        await().during(Duration.ofMillis(100)).until(() -> reader.calls.equals(List.of("answered")));

        reader.next.get().run();

        reader.awaitCalls("answered", "Clean");
    }

    @Test
    void aSlowReceiverIsNoSilence() throws Exception {
        Hesitant reader = new Hesitant();
        HandTimer timer = new HandTimer();
        readingImpatiently(
                (request, answer) -> {
                    answer.open(200);
                    answer.send("one\n");
                    answer.hold();
                },
                reader,
                timer);
        await().until(() -> reader.next.get() != null);

        timer.muchTimePasses();

        assertThat(reader.calls).containsExactly("answered");
    }

    @Test
    void closingEndsTheRequestAtOnce() throws Exception {
        Reader reader = new Reader();
        LogStream stream = reading(
                (request, answer) -> {
                    answer.open(200);
                    answer.hold();
                },
                reader);
        reader.awaitCalls("answered");

        stream.close();

        await().until(() -> fixture.server.connections() == 0);
    }

    @Test
    void closingEndsARequestThatHasNoAnswerYet() throws Exception {
        LogStream stream = reading((request, answer) -> answer.hold(), new Reader());
        await().until(() -> fixture.server.requests.size() == 1);

        stream.close();

        await().until(() -> fixture.server.connections() == 0);
    }

    @Test
    void anExpiredCredentialIsRenewedWithoutAWord() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Reader reader = new Reader();
        reading(
                (request, answer) -> {
                    if (request.method().equals("GET") && request.path().endsWith("/a")) {
                        answer.json(200, ApiJson.pod("a", "1", 1));
                    } else if (asked.incrementAndGet() == 1) {
                        fixture.laterBy(Connection.RENEWED_AT_MOST_EVERY);
                        answer.status(401, "Unauthorized", "Unauthorized");
                    } else {
                        answer.json(200, "one\n");
                    }
                },
                reader);

        reader.awaitCalls("answered", "Clean");
        assertThat(reader.text).hasToString("one\n");
    }
}
