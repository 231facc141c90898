package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.failure;
import static io.jenkins.plugins.runpod.engine.kube.client.ExecFixture.playing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way in which a connection can break, at each moment of a command. The limit of silence is too far away to help. */
class ExecBreakTest {
    /** Pings, and the wait for a Status. */
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final HandTimer timer = new HandTimer();
    private ClusterFixture fixture;

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    /** What has happened before. */
    enum Moment {
        OPENED(peer -> {}),
        GREETED(peer -> peer.send(ExecPeer.STDOUT, "")),
        IN_A_MESSAGE(peer -> peer.begin(ExecPeer.STDOUT, "on")),
        AFTER_OUTPUT(peer -> peer.send(ExecPeer.STDOUT, "one\n")),
        OUTPUT_IS_HELD_BACK(peer -> peer.send(ExecPeer.STDOUT, "one\n")),
        INPUT_IS_SENT(ExecPeer::read);

        private final ExecFixture.Play play;

        Moment(ExecFixture.Play play) {
            this.play = play;
        }
    }

    /** What the server does. */
    enum Break {
        RESETS(ExecPeer::reset),
        VANISHES(ExecPeer::vanish),
        SAYS_GOODBYE(peer -> peer.close(1000)),
        FAILS(peer -> peer.close(1011));

        private final ExecFixture.Play play;

        Break(ExecFixture.Play play) {
            this.play = play;
        }

        /** A goodbye in the middle of a message would be a part of it. */
        private boolean hasGoodbye() {
            return this == SAYS_GOODBYE || this == FAILS;
        }
    }

    static Stream<Arguments> breaks() {
        return Arrays.stream(Moment.values())
                .flatMap(moment -> Arrays.stream(Break.values())
                        .filter(way -> moment != Moment.IN_A_MESSAGE || !way.hasGoodbye())
                        .map(way -> Arguments.of(moment, way)));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void aBrokenConnectionIsNoticedSoon(Moment moment, Break way) throws IOException {
        boolean held = moment == Moment.OUTPUT_IS_HELD_BACK;
        ExecFixture.Hesitant slow = new ExecFixture.Hesitant();
        fixture = new ClusterFixture(
                playing(peer -> {
                    moment.play.with(peer);
                    if (held) {
                        await().until(() -> slow.next.get() != null); // a reset can overtake output
                    }
                    way.play.with(peer);
                }),
                ClusterFixture.TIMING,
                timer);
        Exec exec = fixture.kube()
                .exec(
                        ExecFixture.request(Patience.HANG),
                        moment == Moment.INPUT_IS_SENT ? new ExecFixture.Source(64 << 20) : ExecInput.NONE,
                        held ? slow : new ExecFixture.Sink());
        if (held) {
            await().until(() -> slow.next.get() != null);
            // Enough for the client to see what the server has done. Pings tell it nothing now.
            await().during(Duration.ofMillis(200))
                    .until(() -> !exec.result().toCompletableFuture().isDone());
            slow.next.get().run();
        }

        await().until(() -> {
            timer.timePasses(SHORT);
            return exec.result().toCompletableFuture().isDone();
        });

        KubeFailure failure = failure(exec.result());
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure.getMessage()).doesNotStartWith("No data");
        await().until(() -> fixture.server.connections() == 0);
    }
}
