package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.failure;
import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Reads for pages, beside the requests of tasks. */
class PageBudgetTest {
    private static final String EVENTS = "{\"kind\":\"EventList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}";

    private final CountDownLatch answered = new CountDownLatch(1);

    private ClusterFixture fixture() throws Exception {
        return new ClusterFixture((request, answer) -> {
            if (request.path().endsWith("/events")) {
                try {
                    answered.await();
                } catch (InterruptedException e) {
                    return;
                }
                answer.json(200, EVENTS);
            } else {
                answer.status(404, "NotFound", "no such pod");
            }
        });
    }

    private static long sent(ClusterFixture fixture) {
        return fixture.server.requests.stream()
                .filter(request -> request.path().endsWith("/events"))
                .count();
    }

    @Test
    void oneIsUnderWayAndNoTaskWaitsForIt() throws Exception {
        try (ClusterFixture fixture = fixture()) {
            List<CompletionStage<List<PodEvent>>> shown = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                shown.add(fixture.cluster.eventsForPages("ns", "uid-" + i));
            }
            await().until(() -> sent(fixture) == 1);

            assertThat(get(fixture.kube().get("ns", "pod"))).isEmpty();
            assertThat(sent(fixture)).isEqualTo(1);
            assertThat(fixture.cluster.backlog().requests()).isZero();
            answered.countDown();
            assertThat(get(shown.get(0))).isEmpty();
        }
    }

    @Test
    void closedClusterEndsThem() throws Exception {
        ClusterFixture fixture = fixture();
        CompletionStage<List<PodEvent>> shown = fixture.cluster.eventsForPages("ns", "uid");
        await().until(() -> sent(fixture) == 1);

        fixture.close();

        assertThat(failure(shown)).hasMessageContaining("was closed");
    }

    @Test
    void theyAreCountedWithTheOthers() throws Exception {
        answered.countDown();
        try (ClusterFixture fixture = fixture()) {
            get(fixture.cluster.eventsForPages("ns", "uid"));

            assertThat(fixture.cluster.requests().total()).isEqualTo(1);
        }
    }
}
