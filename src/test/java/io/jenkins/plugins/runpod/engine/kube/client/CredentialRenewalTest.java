package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.failure;
import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.time.Lanes;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import slow.provider.SlowProvider;

class CredentialRenewalTest {
    private final AtomicReference<String> valid = new AtomicReference<>("token-1");
    private final AtomicReference<String> given = new AtomicReference<>("token-1");
    private final AtomicInteger reads = new AtomicInteger();
    private ClusterFixture fixture;

    @BeforeEach
    void serve() throws IOException {
        ScriptedServer server = new ScriptedServer((request, answer) -> {
            if (request.headers().get("authorization").equals("Bearer " + valid.get())) {
                answer.json(200, ApiJson.pod("a", "uid-1", 7));
            } else {
                answer.status(401, "Unauthorized", "Unauthorized");
            }
        });
        fixture = new ClusterFixture(server, () -> read(server));
    }

    private Config read(ScriptedServer server) {
        reads.incrementAndGet();
        return new ConfigBuilder(server.config()).withOauthToken(given.get()).build();
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private void expire() throws KubeFailure {
        get(fixture.kube().get("ns", "a"));
        valid.set("token-2");
        fixture.laterBy(Connection.RENEWED_AT_MOST_EVERY);
    }

    @Test
    void aRefusedCredentialIsReadAgainAndTheRequestRepeated() throws Exception {
        expire();
        given.set("token-2");

        assertThat(get(fixture.kube().get("ns", "a"))).isPresent();
        assertThat(fixture.server.requests).hasSize(3);
    }

    @Test
    void manyRefusedRequestsReadTheCredentialOnce() throws Exception {
        expire();
        given.set("token-2");

        List.copyOf(IntStream.range(0, 20)
                        .mapToObj(i -> fixture.kube().get("ns", "a"))
                        .toList())
                .forEach(answer -> assertThat(answer.toCompletableFuture()).succeedsWithin(Patience.HANG));
        assertThat(reads).hasValue(2);
    }

    @Test
    void aCredentialThatStaysRefusedFailsWithoutEffect() throws Exception {
        expire();

        KubeFailure failure = failure(fixture.kube().get("ns", "a"));

        assertThat(failure.status()).isEqualTo(401);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
    }

    @Test
    void aYoungCredentialIsNotReadAgain() throws Exception {
        expire();
        failure(fixture.kube().get("ns", "a"));

        failure(fixture.kube().get("ns", "a"));

        assertThat(reads).hasValue(2);
    }

    @Test
    void aCredentialThatCannotBeReadFailsTheRequestAndIsTriedAgainLater() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        try (SharedCluster broken = fixture.clients.acquire(
                "broken",
                () -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new IllegalArgumentException("no such file");
                    }
                    return fixture.server.config();
                },
                ClusterFixture.SETTINGS,
                waits -> {})) {
            KubeFailure failure = failure(broken.kube().get("ns", "a"));
            assertThat(failure).hasMessage("Cannot connect: no such file");
            assertThat(failure.effect()).isEqualTo(Effect.NONE);
            fixture.laterBy(Connection.RENEWED_AT_MOST_EVERY);
            valid.set("first-token");

            assertThat(get(broken.kube().get("ns", "a"))).isPresent();
        }
    }

    @Test
    void aCredentialThatTakesLongFailsTheRequestAndIsUsedWhenItComes() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        AtomicInteger tries = new AtomicInteger();
        HandTimer timer = new HandTimer();
        KubeClients clients = new KubeClients(
                new KubeThreads(
                        fixture.workers, fixture.workers, new Lanes(fixture.workers, 1), new Lanes(fixture.workers, 2)),
                timer);
        valid.set("first-token");
        try (SharedCluster slow = clients.acquire(
                "slow",
                () -> {
                    tries.incrementAndGet();
                    SlowProvider.read(called, answers);
                    return fixture.server.config();
                },
                ClusterFixture.SETTINGS,
                waits -> {})) {
            CompletionStage<?> first = slow.kube().get("ns", "a");
            assertThat(called.await(Patience.HANG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            timer.timePasses();
            failure(first);
            answers.countDown();
            await().untilAsserted(
                            () -> assertThat(get(slow.kube().get("ns", "a"))).isPresent());
            assertThat(tries).as("it is read once").hasValue(1);
        } finally {
            answers.countDown();
        }
    }

    @Test
    void theFailureNamesWhatIsSlow() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        HandTimer timer = new HandTimer();
        Connection connection = new Connection(
                () -> {
                    SlowProvider.read(called, answers);
                    return fixture.server.config();
                },
                fixture.workers,
                fixture.workers,
                timer,
                System::nanoTime);
        try {
            CompletionStage<Transport> transport = connection.transport();
            assertThat(called.await(Patience.HANG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            timer.timePasses();
            assertThat(failure(transport))
                    .hasMessage("Cannot connect: Reading the credentials of the cluster takes longer than 20s"
                            + " (it waits in slow.provider.SlowProvider.read)");
        } finally {
            answers.countDown();
        }
    }

    @Test
    void noFailureShowsTheToken() throws Exception {
        expire();

        KubeFailure failure = failure(fixture.kube().get("ns", "a"));

        assertThat(failure.toString()).doesNotContain("token-1");
    }
}
