package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.engine.kube.http2.Http2Server;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchOverHttp2Test {
    private static final String LIST = ApiJson.list(9, "", ApiJson.pod("a", "1", 9));

    private final PodReflectorTest.Seen seen = new PodReflectorTest.Seen();
    private final AtomicInteger lists = new AtomicInteger();
    private final AtomicInteger watches = new AtomicInteger();
    private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
    private Http2Fixture fixture;

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private void serve(Http2Server.Script list, Http2Server.Script watch) throws Exception {
        fixture = new Http2Fixture(exchange -> {
            asked.add(exchange.headers);
            if (exchange.target().contains("watch=true")) {
                watches.incrementAndGet();
                watch.answer(exchange);
            } else {
                lists.incrementAndGet();
                list.answer(exchange);
            }
        });
    }

    @Test
    void pagesAndEndsOfWatchesWaitForNoTurnOfATask() throws Exception {
        serve(
                exchange -> exchange.json(
                        200,
                        exchange.target().contains("continue=more")
                                ? LIST
                                : ApiJson.list(9, "more", ApiJson.pod("b", "2", 8))),
                exchange -> {
                    exchange.head(200);
                    exchange.end();
                });
        fixture.occupyWorkers();

        fixture.kube().watch("ns", "x=y", seen);

        await().untilAsserted(() -> assertThat(seen.news).contains("a/1@9", "b/2@8", "synced"));
        await().until(() -> {
            fixture.passes(Duration.ofSeconds(1));
            return watches.get() >= 2;
        });
    }

    @Test
    void listsMayBeCompressed() throws Exception {
        serve(
                exchange -> {
                    exchange.head(200, Map.of("content-encoding", "gzip"));
                    exchange.send(GzipTest.compressed(LIST.getBytes(StandardCharsets.UTF_8)));
                    exchange.end();
                },
                exchange -> exchange.head(200));

        fixture.kube().watch("ns", "x=y", seen);

        seen.await("a/1@9", "synced");
        await().until(() -> asked.size() == 2);
        assertThat(asked.get(0)).containsEntry("accept-encoding", "gzip");
        assertThat(asked.get(1)).doesNotContainKey("accept-encoding");
    }

    @Test
    void aRefusalCountsEvenIfItsTextIsDamaged() throws Exception {
        serve(
                exchange -> {
                    if (lists.get() == 1) {
                        exchange.head(403, Map.of("content-encoding", "gzip"));
                        exchange.send(Arrays.copyOf(GzipTest.compressed(LIST.getBytes(StandardCharsets.UTF_8)), 20));
                        exchange.end();
                    } else {
                        exchange.json(200, LIST);
                    }
                },
                exchange -> exchange.head(200));

        fixture.kube().watch("ns", "x=y", seen);

        await().until(() -> !seen.news.isEmpty());
        assertThat(seen.news.get(0)).startsWith("failed: HTTP 403");
    }

    @Test
    void aDamagedListIsAskedForAgain() throws Exception {
        serve(
                exchange -> {
                    exchange.head(200, Map.of("content-encoding", "gzip"));
                    byte[] whole = GzipTest.compressed(LIST.getBytes(StandardCharsets.UTF_8));
                    exchange.send(lists.get() == 1 ? Arrays.copyOf(whole, whole.length / 2) : whole);
                    exchange.end();
                },
                exchange -> exchange.head(200));

        fixture.kube().watch("ns", "x=y", seen);

        await().until(() -> {
            fixture.passes(Duration.ofSeconds(1));
            return seen.news.contains("synced");
        });
        assertThat(seen.news.get(0)).startsWith("failed: ").contains("the compressed answer is damaged");
        assertThat(lists).hasValue(2);
    }
}
