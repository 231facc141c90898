package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.engine.kube.http2.Http2Server;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchOverHttp2Test {
    private static final String LIST = ApiJson.list(9, "", ApiJson.pod("a", "1", 9));

    private final PodReflectorTest.Seen seen = new PodReflectorTest.Seen();
    private final AtomicInteger lists = new AtomicInteger();
    private final AtomicInteger watches = new AtomicInteger();
    private Http2Fixture fixture;

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private void serve(Http2Server.Script list, Http2Server.Script watch) throws Exception {
        fixture = new Http2Fixture(exchange -> {
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
}
