package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.Kube;
import io.jenkins.plugins.runpod.engine.log.LogEnd;
import io.jenkins.plugins.runpod.engine.log.LogReceiver;
import io.jenkins.plugins.runpod.engine.log.LogStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Nothing else may run meanwhile: the threads of this process are counted. */
@Isolated
class ThreadsTest {
    /** Counts the chunks that come. */
    private record Counter(AtomicInteger chunks) implements LogReceiver {
        @Override
        public void answered() {}

        @Override
        public void received(ByteBuffer chunk, Runnable next) {
            chunks.incrementAndGet();
            next.run();
        }

        @Override
        public void ended(LogEnd end) {}
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    private static List<LogStream> follow(Kube kube, int count, AtomicInteger chunks) {
        List<LogStream> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            streams.add(kube.log("ns", "pod-" + i, "main").open(Optional.empty(), true, new Counter(chunks)));
        }
        return streams;
    }

    @Test
    void fiveHundredFollowedLogsNeedNoMoreThreadsThanFive() throws Exception {
        try (ClusterFixture fixture = new ClusterFixture((request, answer) -> {
            answer.open(200);
            answer.send("one\n");
            answer.hold();
        })) {
            AtomicInteger chunks = new AtomicInteger();
            List<LogStream> streams = new ArrayList<>(follow(fixture.kube(), 5, chunks));
            await().untilAtomic(chunks, Matchers.equalTo(5));
            long few = threads("HttpClient");

            streams.addAll(follow(fixture.kube(), 495, chunks));
            await().untilAtomic(chunks, Matchers.equalTo(500));

            assertThat(fixture.server.connections()).isEqualTo(500);
            assertThat(threads("HttpClient")).isLessThanOrEqualTo(few);
            assertThat(threads("run-pod")).isLessThanOrEqualTo(4 + 1); // the workers and the timer
            streams.forEach(LogStream::close);
        }
    }

    @Test
    void allLogsAndRequestsOverHttp2ShareTwoThreadsThatEndWithTheLastCluster() throws Exception {
        try (Http2Fixture fixture = new Http2Fixture(exchange -> {
            if (exchange.target().contains("/log")) {
                exchange.head(200);
                exchange.send("one\n");
            } else {
                exchange.json(200, ApiJson.pod("a", "uid-1", 7));
            }
        })) {
            AtomicInteger chunks = new AtomicInteger();
            follow(fixture.kube(), 300, chunks);
            get(fixture.kube().get("ns", "a"));
            await().until(() -> {
                fixture.turn();
                return chunks.get() == 300;
            });

            assertThat(threads("run-pod-http2")).isEqualTo(2);
            assertThat(fixture.server.accepted).hasValue(1 + 4); // of 90 logs each
            fixture.cluster.close();
            await().until(() -> threads("run-pod-http2") == 0);
        }
    }

    private static List<Exec> run(ClusterFixture fixture, int count, AtomicInteger chunks) {
        List<Exec> execs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            execs.add(ExecFixture.exec(fixture, new ExecFixture.Source(200_000), (chunk, next) -> {
                chunks.incrementAndGet();
                next.run();
            }));
        }
        return execs;
    }

    @Test
    void twoHundredCommandsNeedNoMoreThreadsThanTwo() throws Exception {
        try (ClusterFixture fixture = new ClusterFixture(ExecFixture.playing(peer -> {
            while (peer.read()[0] == ExecPeer.STDIN) {
                continue;
            }
            peer.send(ExecPeer.STDOUT, "one\n");
            peer.hold();
        }))) {
            AtomicInteger chunks = new AtomicInteger();
            List<Exec> execs = new ArrayList<>(run(fixture, 2, chunks));
            await().untilAtomic(chunks, Matchers.equalTo(2));
            long few = threads("HttpClient");

            execs.addAll(run(fixture, 198, chunks));
            await().untilAtomic(chunks, Matchers.equalTo(200));

            assertThat(fixture.server.connections()).isEqualTo(200);
            assertThat(threads("HttpClient")).isLessThanOrEqualTo(few);
            assertThat(threads("run-pod")).isLessThanOrEqualTo(4 + 1); // the workers and the timer
            execs.forEach(Exec::cancel);
            await().until(() -> fixture.server.connections() == 0);
        }
    }

    @Test
    void aNewTokenNeedsNoNewThreads() throws Exception {
        AtomicInteger token = new AtomicInteger();
        AtomicReference<String> valid = new AtomicReference<>("Bearer token-1");
        ScriptedServer server = new ScriptedServer((request, answer) -> {
            if (request.headers().get("authorization").equals(valid.get())) {
                answer.json(200, ApiJson.pod("a", "uid-1", 7));
            } else {
                answer.status(401, "Unauthorized", "Unauthorized");
            }
        });
        try (ClusterFixture fixture = new ClusterFixture(
                server,
                () -> new ConfigBuilder(server.config())
                        .withOauthToken("token-" + token.incrementAndGet())
                        .build())) {
            get(fixture.kube().get("ns", "a"));
            long before = threads("HttpClient");

            for (int i = 2; i < 8; i++) {
                valid.set("Bearer token-" + i);
                fixture.laterBy(Connection.RENEWED_AT_MOST_EVERY);
                get(fixture.kube().get("ns", "a"));
            }

            assertThat(token).hasValue(7);
            assertThat(threads("HttpClient")).isLessThanOrEqualTo(before);
        }
    }
}
