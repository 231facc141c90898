package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.failure;
import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.kube.http2.Http2Server;
import io.jenkins.plugins.runpod.engine.log.FileMedium;
import io.jenkins.plugins.runpod.engine.log.LogEnd;
import io.jenkins.plugins.runpod.engine.log.LogFollower;
import io.jenkins.plugins.runpod.engine.log.LogReceiver;
import io.jenkins.plugins.runpod.engine.log.LogStream;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;
import io.jenkins.plugins.runpod.engine.log.TaskOutput;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on a connection that many requests share. */
class Http2FaultsTest {
    private static final Duration SILENCE = Duration.ofSeconds(20);
    private static final Duration HALF_OF_THE_ANSWER = Duration.ofSeconds(5);
    private static final int INTERNAL_ERROR = 2;
    private static final int MAX_FRAME_SIZE = 5;
    private static final int REFUSED_STREAM = 7;

    private final List<Http2Server.Exchange> logs = new CopyOnWriteArrayList<>();
    private final List<Http2Server.Exchange> silent = new CopyOnWriteArrayList<>();
    private Http2Fixture fixture;

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private void serve(Http2Server.Script script) throws Exception {
        fixture = new Http2Fixture(script);
    }

    /** Logs say one line and stay open. A pod named silent is not answered for. */
    private void answer(Http2Server.Exchange exchange) throws Exception {
        if (exchange.target().contains("/log")) {
            logs.add(exchange);
            exchange.head(200);
            exchange.send("one\n");
        } else if (exchange.target().endsWith("/silent")) {
            silent.add(exchange);
        } else {
            exchange.json(200, ApiJson.pod("a", "uid-1", 7));
        }
    }

    /** Notes what a log says. */
    private static class Reader implements LogReceiver {
        final StringBuffer text = new StringBuffer();
        volatile Optional<LogEnd> end = Optional.empty();

        @Override
        public void answered() {}

        @Override
        public void received(ByteBuffer chunk, Runnable next) {
            text.append(StandardCharsets.UTF_8.decode(chunk));
            next.run();
        }

        @Override
        public void ended(LogEnd how) {
            end = Optional.of(how);
        }

        void awaitText(String expected) {
            await().untilAsserted(() -> assertThat(text).hasToString(expected));
        }

        void awaitFailed() {
            await().until(() -> end.filter(LogEnd.Failed.class::isInstance).isPresent());
        }
    }

    private LogStream follow(LogReceiver reader) {
        return fixture.kube().log("ns", "a", "main").open(Optional.empty(), true, reader);
    }

    private Reader followed() {
        Reader reader = new Reader();
        follow(reader);
        reader.awaitText("one\n");
        return reader;
    }

    private CompletionStage<Optional<PodSnapshot>> pod(String name) {
        return fixture.kube().get("ns", name);
    }

    /** It is under way. */
    private CompletionStage<Optional<PodSnapshot>> silentPod() {
        int before = silent.size();
        CompletionStage<Optional<PodSnapshot>> pod = pod("silent");
        await().until(() -> silent.size() == before + 1);
        return pod;
    }

    /** It is looked for twice. */
    private void answerIsDue() {
        fixture.passes(HALF_OF_THE_ANSWER);
        fixture.passes(HALF_OF_THE_ANSWER);
    }

    private int connections() {
        return fixture.server.accepted.get();
    }

    @Test
    void aFullConnectionIsFollowedByASecondOne() throws Exception {
        serve(this::answer);
        fixture.server.allow(10);
        List<Reader> readers = new ArrayList<>();

        for (int i = 0; i < 20; i++) {
            readers.add(new Reader());
            follow(readers.get(i));
        }

        readers.forEach(reader -> reader.awaitText("one\n"));
        assertThat(connections()).isEqualTo(3); // nine streams each: one less than the server allows
        assertThat(get(pod("a"))).isPresent();
        assertThat(connections()).isEqualTo(4); // which is not for logs
    }

    @Test
    void whatWasSentOverAConnectionThatIsCutFailsAndMayHaveHadAnEffect() throws Exception {
        serve(this::answer);
        Reader log = followed();
        CompletionStage<?> pod = silentPod();

        fixture.server.peers.forEach(Http2Server.Peer::cut);

        log.awaitFailed();
        assertThat(failure(pod).effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(get(pod("a"))).isPresent();
    }

    @Test
    void aConnectionThatAnswersPingsCarriesASilentLogOn() throws Exception {
        serve(this::answer);
        Reader reader = new Reader();
        LogStream log = follow(reader);
        reader.awaitText("one\n");
        Http2Server.Peer peer = logs.get(0).peer;

        for (int i = 1; i < 20; i++) {
            int pings = i;
            fixture.passes(SILENCE);
            await().untilAsserted(() -> assertThat(peer.pings).hasValue(pings));
            answerIsDue();
        }

        logs.get(0).send("two\n");
        reader.awaitText("one\ntwo\n");
        assertThat(log.isWatched()).isTrue();
        assertThat(logs).hasSize(1);
    }

    @Test
    void aConnectionThatAnswersNoPingIsDeadWithinHalfAMinute() throws Exception {
        serve(this::answer);
        Reader log = followed();

        logs.get(0).peer.silence();
        fixture.passes(SILENCE);
        assertThat(log.end).isEmpty();
        answerIsDue();

        log.awaitFailed();
        assertThat(log.end.orElseThrow().toString()).contains("dead").contains("10 s");
        followed();
    }

    /** A log as a kubelet gives it. */
    private void answerWithLines(Http2Server.Exchange exchange, List<String> lines) throws Exception {
        logs.add(exchange);
        exchange.head(200);
        for (String line : lines) {
            exchange.send(line);
        }
    }

    @Test
    void aLogGoesOnAfterASilentDeathAndHasEachLineOnce(@TempDir Path folder) throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        for (int i = 1; i <= 3; i++) {
            lines.add("2026-01-02T03:04:05.00000000" + i + "Z line " + i + "\n");
        }
        serve(exchange -> answerWithLines(exchange, lines));
        Path file = folder.resolve("log");
        ExecutorService serial = Executors.newSingleThreadExecutor();
        LogFollower follower = new LogFollower(
                fixture.kube().log("ns", "a", "main"),
                new TaskOutput(new FileMedium(file), OutputPosition.start(), position -> {}).stream("uid/main", ""),
                serial,
                fixture.timer,
                Clock.systemUTC(),
                new Silent());
        serial.execute(follower::start);
        awaitLines(file, "line 1\nline 2\nline 3\n");

        logs.get(0).peer.silence();
        lines.add("2026-01-02T03:04:06Z line 4\n");
        logs.get(0).send(lines.get(3));
        fixture.passes(SILENCE);
        answerIsDue();

        awaitLines(file, "line 1\nline 2\nline 3\nline 4\n");
        assertThat(logs).hasSize(2);
        serial.submit(follower::close).get();
        serial.shutdown();
    }

    private void awaitLines(Path file, String expected) {
        await().untilAsserted(() -> {
            fixture.timer.timePasses(Duration.ofSeconds(5));
            assertThat(file).exists().hasContent(expected);
        });
    }

    private static final class Silent implements LogFollower.Listener {
        @Override
        public void answered() {}

        @Override
        public void drained() {}

        @Override
        public void warn(String line) {}
    }

    @Test
    void moreRequestsAreUnderWayAtOnceThanOverConnectionsOfTheirOwn() throws Exception {
        serve(this::answer);
        get(pod("a"));
        fixture.turn();

        List<CompletionStage<?>> pods = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            pods.add(pod("silent"));
        }

        await().until(() -> silent.size() == 80);
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void aRequestThatIsLateLetsItsConnectionProveThatItIsAlive() throws Exception {
        serve(this::answer);
        CompletionStage<?> late = silentPod();
        Http2Server.Peer peer = silent.get(0).peer;

        fixture.timer.timePasses(ClusterFixture.SETTINGS.requestTimeout());

        assertThat(failure(late).effect()).isEqualTo(Effect.UNKNOWN);
        await().untilAsserted(() -> assertThat(peer.pings).hasValue(1));
        await().until(() -> peer.cancelled.contains(1));
        await().untilAsserted(() -> {
            get(pod("a"));
            assertThat(connections()).isLessThanOrEqualTo(2);
        });
    }

    @Test
    void aConnectionInDoubtGetsNoNewRequest() throws Exception {
        serve(this::answer);
        CompletionStage<?> late = silentPod();
        silent.get(0).peer.silence();

        fixture.timer.timePasses(ClusterFixture.SETTINGS.requestTimeout());
        failure(late);

        assertThat(get(pod("a"))).isPresent();
        assertThat(connections()).isEqualTo(2);
    }

    @Test
    void streamsThatAGoAwayLeavesOutAreSentOnceMoreAndTheOthersGoOn() throws Exception {
        serve(this::answer);
        CompletionStage<?> seen = silentPod();
        CompletionStage<?> unseen = silentPod();

        silent.get(0).peer.goAway(silent.get(0).id);

        await().until(() -> silent.size() == 3);
        assertThat(silent.get(2).peer).isNotSameAs(silent.get(0).peer);
        silent.get(0).json(200, ApiJson.pod("a", "uid-1", 7));
        silent.get(2).json(200, ApiJson.pod("a", "uid-1", 7));
        get(seen);
        get(unseen);
    }

    @Test
    void aStreamThatNoConnectionTakesHadNoEffect() throws Exception {
        serve(exchange -> exchange.peer.goAway(exchange.id - 1));

        assertThat(failure(pod("a")).effect()).isEqualTo(Effect.NONE);
        assertThat(connections()).isEqualTo(2);
    }

    @Test
    void aRefusedStreamIsSentOnceMore() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        serve(exchange -> {
            if (requests.incrementAndGet() == 1) {
                exchange.reset(REFUSED_STREAM);
            } else {
                answer(exchange);
            }
        });

        assertThat(get(pod("a"))).isPresent();
        assertThat(requests).hasValue(2);
    }

    @Test
    void aStreamThatIsRefusedAgainHadNoEffect() throws Exception {
        serve(exchange -> exchange.reset(REFUSED_STREAM));

        assertThat(failure(pod("a")).effect()).isEqualTo(Effect.NONE);
    }

    @Test
    void aStreamThatIsRefusedAfterItsAnswerHasBegunIsNotSentAgain() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        serve(exchange -> {
            requests.incrementAndGet();
            exchange.head(200);
            exchange.send("{");
            exchange.reset(REFUSED_STREAM);
        });

        assertThat(failure(pod("a")).effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(requests).hasValue(1);
    }

    @Test
    void anEndWithoutAnAnswerMayHaveHadAnEffect() throws Exception {
        serve(exchange -> exchange.headOnly(103));

        assertThat(failure(pod("a")).effect()).isEqualTo(Effect.UNKNOWN);
    }

    @Test
    void aStreamThatIsResetMayHaveHadAnEffectAndHarmsNoOther() throws Exception {
        serve(this::answer);
        CompletionStage<?> other = silentPod();
        CompletionStage<?> pod = silentPod();

        silent.get(1).reset(INTERNAL_ERROR);

        KubeFailure failure = failure(pod);
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure).hasMessageContaining("reset");
        silent.get(0).json(200, ApiJson.pod("a", "uid-1", 7));
        get(other);
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void aLogThatIsClosedIsResetAtTheServer() throws Exception {
        serve(this::answer);
        Reader reader = new Reader();
        LogStream log = follow(reader);
        reader.awaitText("one\n");

        log.close();

        await().until(() -> logs.get(0).isCancelled());
    }

    @Test
    void aReaderThatStallsStopsItsOwnStreamOnly() throws Exception {
        AtomicLong sent = new AtomicLong();
        byte[] block = new byte[16 << 10];
        serve(exchange -> {
            if (exchange.target().contains("endless")) {
                exchange.head(200);
                while (!exchange.isCancelled()) {
                    exchange.send(block);
                    sent.addAndGet(block.length);
                }
            } else {
                answer(exchange);
            }
        });
        List<Runnable> held = new CopyOnWriteArrayList<>();
        Reader stalled = new Reader() {
            @Override
            public void received(ByteBuffer chunk, Runnable next) {
                held.add(next);
            }
        };
        LogStream endless = fixture.kube().log("ns", "endless", "main").open(Optional.empty(), true, stalled);
        await().until(() -> held.size() == 1 && sent.get() == 256 << 10);

        Reader other = followed();
        for (int i = 0; i < 100; i++) {
            logs.get(0).send(new byte[10_000]);
        }
        await().until(() -> other.text.length() == 1_000_004);

        assertThat(logs.get(0).peer).isSameAs(fixture.server.peers.get(0));
        assertThat(connections()).isEqualTo(1);
        assertThat(sent).hasValue(256 << 10);
        assertThat(held).hasSize(1);
        held.get(0).run();
        held.get(1).run(); // all that had come meanwhile
        await().until(() -> sent.get() > 256 << 10);
        endless.close();
    }

    @Test
    void aLongBodyFitsThroughTheServersWindow() throws Exception {
        AtomicInteger received = new AtomicInteger();
        serve(exchange -> {
            received.set(exchange.body().length);
            exchange.json(201, ApiJson.pod("a", "uid-1", 7));
        });
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .addToAnnotations("long", "x".repeat(1_000_000))
                .endMetadata()
                .build();

        get(fixture.kube().create(pod));

        assertThat(received).hasValueGreaterThan(1_000_000);
    }

    @Test
    void aLogThatIsWatchedOverNeverGoesOnUnwatched() throws Exception {
        serve(logs::add);
        Reader reader = new Reader();
        follow(reader);
        await().until(() -> logs.size() == 1);

        fixture.server.speak(false);
        logs.get(0).peer.goAway(logs.get(0).id - 1);

        await().until(() -> reader.end.isPresent());
        assertThat(reader.end.orElseThrow().toString()).contains("speaks HTTP/2 no more");
    }

    @Test
    void anEndIsToldEvenIfTheWorkersAreEnding() throws Exception {
        serve(this::answer);
        CompletionStage<?> one = silentPod();
        CompletionStage<?> other = silentPod();

        fixture.endWorkers();
        fixture.server.peers.forEach(Http2Server.Peer::cut);

        assertThat(failure(one).effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure(other).effect()).isEqualTo(Effect.UNKNOWN);
    }

    @Test
    void aServerCannotAskForFramesOfNoLength() throws Exception {
        serve(exchange -> {
            exchange.peer.settings(MAX_FRAME_SIZE, 0);
            answer(exchange);
        });
        get(pod("a"));

        assertThat(get(pod("b"))).isPresent();
    }

    @Test
    void aConnectionWithoutStreamsIsClosedAfterAMinute() throws Exception {
        serve(this::answer);
        get(pod("a"));
        assertThat(fixture.server.peers).hasSize(1);

        await().until(() -> {
            fixture.passes(SILENCE);
            answerIsDue();
            return fixture.server.peers.isEmpty();
        });

        assertThat(get(pod("a"))).isPresent();
        assertThat(connections()).isEqualTo(2);
    }
}
