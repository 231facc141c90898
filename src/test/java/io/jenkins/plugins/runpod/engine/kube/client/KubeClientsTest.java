package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.failure;
import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.time.Lanes;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KubeClientsTest {
    private final AtomicInteger watches = new AtomicInteger();
    private ClusterFixture fixture;

    @BeforeEach
    void serve() throws IOException {
        fixture = new ClusterFixture((request, answer) -> {
            if (request.watches()) {
                watches.incrementAndGet();
                answer.open(200);
                answer.hold();
            } else if (request.path().endsWith("/pods")) {
                answer.json(200, ApiJson.list(10, "", ApiJson.pod("a", "1", 9)));
            } else if (request.path().endsWith("/silent")) {
                answer.hold();
            } else {
                answer.json(200, ApiJson.pod("a", "1", 9));
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private SharedCluster acquire(Object key) {
        return fixture.clients.acquire(key, fixture.server::config, ClusterFixture.SETTINGS, waits -> {});
    }

    /** Of a cluster whose timeouts and limits wait for a test. */
    private SharedCluster acquire(HandTimer timer, ClusterSettings settings) {
        return new KubeClients(
                        new KubeThreads(
                                fixture.workers,
                                fixture.workers,
                                new Lanes(fixture.workers, 1),
                                new Lanes(fixture.workers, 4)),
                        timer,
                        ClusterFixture.TIMING,
                        Duration.ZERO,
                        System::nanoTime)
                .acquire("by hand", fixture.server::config, settings, waits -> {});
    }

    @Test
    void handlesOfTheSameClusterShareWhatTheyUse() {
        try (SharedCluster one = acquire("shared");
                SharedCluster two = acquire("shared")) {
            assertThat(one.kube()).isSameAs(two.kube());
        }
    }

    @Test
    void leasesWithOtherSettingsShareNothing() {
        ClusterSettings other = new ClusterSettings("app=y", 1, 1, Duration.ofSeconds(20));
        try (SharedCluster one = acquire("shared");
                SharedCluster two = fixture.clients.acquire("shared", fixture.server::config, other, waits -> {})) {
            assertThat(one.kube()).isNotSameAs(two.kube());
        }
    }

    @Test
    void theLastLeaseClosesTheCluster() {
        int before = fixture.clients.open();
        SharedCluster one = acquire("shared");
        SharedCluster two = acquire("shared");

        one.close();
        assertThat(fixture.clients.open()).isEqualTo(before + 1);
        two.close();

        assertThat(fixture.clients.open()).isEqualTo(before);
    }

    @Test
    void aLeaseGivenBackTwiceCountsOnce() throws Exception {
        SharedCluster one = acquire("shared");
        try (SharedCluster two = acquire("shared")) {
            one.close();
            one.close();

            assertThat(get(two.kube().get("ns", "a"))).isPresent();
        }
    }

    @Test
    void whatIsUnderWayFailsWhenTheLastLeaseIsGivenBack() {
        SharedCluster shared = acquire("shared");
        CompletionStage<?> request = shared.kube().get("ns", "silent");
        await().until(() -> fixture.server.requests.size() == 1);

        shared.close();

        assertThat(failure(request)).hasMessage("The connection to the cluster was closed");
    }

    @Test
    void aLeaseThatWasGivenBackSendsNothing() {
        SharedCluster shared = acquire("shared");
        shared.close();

        failure(shared.kube().get("ns", "a"));

        assertThat(fixture.server.requests).isEmpty();
    }

    @Test
    void manyFollowersShareOneWatch() {
        PodReflectorTest.Seen one = new PodReflectorTest.Seen();
        PodReflectorTest.Seen two = new PodReflectorTest.Seen();

        fixture.cluster.follow("ns", "a", one);
        fixture.cluster.follow("ns", "missing", two);

        one.await("a/1@9", "synced");
        two.await("synced");
        await().untilAsserted(() -> assertThat(watches).hasValue(1));
    }

    @Test
    void theWatchEndsWithTheLastLease() {
        SharedCluster shared = acquire("shared");
        shared.follow("ns", "a", new PodReflectorTest.Seen());
        await().until(() -> watches.get() == 1);

        shared.close();

        await().until(() -> fixture.server.connections() <= 1); // an idle one may stay
    }

    @Test
    void aTimeoutDoesNotHoldTheNextRequestUp() throws Exception {
        HandTimer timer = new HandTimer();
        try (SharedCluster shared = acquire(timer, ClusterFixture.SETTINGS)) {
            CompletionStage<?> silent = shared.kube().get("ns", "silent");
            await().until(() -> fixture.server.requests.size() == 1);
            timer.timePasses();
            failure(silent);

            assertThat(get(shared.kube().get("ns", "a"))).isPresent();
        }
    }

    @Test
    void badSettingsAreListedTogether() {
        assertThatThrownBy(() -> new ClusterSettings("app=x", 0, 0, Duration.ZERO))
                .hasMessage("requests per second must be more than 0; burst must be at least 1;"
                        + " the request timeout must be at least 1 s");
    }

    @Test
    void requestsWaitForTheLimitWithoutAnError() throws Exception {
        HandTimer timer = new HandTimer();
        try (SharedCluster shared = acquire(timer, new ClusterSettings("app=x", 20, 1, Patience.HANG))) {
            CompletionStage<?> first = shared.kube().get("ns", "a");
            CompletionStage<Optional<io.jenkins.plugins.runpod.engine.pod.PodSnapshot>> second =
                    shared.kube().get("ns", "a");
            assertThat(shared.backlog().requests()).isEqualTo(1);

            get(first);
            await().until(() -> {
                timer.timePasses();
                return shared.backlog().requests() == 0;
            });
            assertThat(get(second)).isPresent();
        }
    }
}
