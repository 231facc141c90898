package io.jenkins.plugins.runpod.engine.kube.client;

import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.failure;
import static io.jenkins.plugins.runpod.engine.kube.client.ClusterFixture.get;
import static io.jenkins.plugins.runpod.engine.kube.client.ExecFixture.AT_ONCE;
import static io.jenkins.plugins.runpod.engine.kube.client.ExecFixture.exec;
import static io.jenkins.plugins.runpod.engine.kube.client.ExecFixture.pattern;
import static io.jenkins.plugins.runpod.engine.kube.client.ExecFixture.playing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import io.jenkins.plugins.runpod.engine.kube.ExecResult;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure.Effect;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.time.Lanes;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many bytes in and out, and everything that interrupts them. */
class ExecFlowTest {
    private static final int BLOCK = 64 << 10;
    private static final long MUCH = 64L << 20;

    private final ExecFixture.Sink sink = new ExecFixture.Sink();
    private final HandTimer timer = new HandTimer();
    private ClusterFixture fixture;

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private Exec run(ScriptedServer.Script script, ExecInput input, ExecOutput output) throws IOException {
        fixture = new ClusterFixture(script);
        return exec(fixture, input, output);
    }

    /** With a timer that the test moves, for which every silence is too long. */
    private Exec runImpatiently(ScriptedServer.Script script, ExecInput input, ExecOutput output) throws IOException {
        fixture = new ClusterFixture(script, ClusterFixture.TIMING, timer);
        return fixture.kube().exec(ExecFixture.request(AT_ONCE), input, output);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sumOfPattern() {
        MessageDigest sum = sha256();
        for (long at = 0; at < MUCH; at += BLOCK) {
            sum.update(pattern(at, BLOCK));
        }
        return sum.digest();
    }

    @Test
    void muchInputArrivesByteForByte() throws Exception {
        MessageDigest sum = sha256();
        AtomicInteger longest = new AtomicInteger();
        AtomicReference<byte[]> last = new AtomicReference<>();
        Exec exec = run(
                playing(peer -> {
                    byte[] message = peer.read();
                    for (; message[0] == ExecPeer.STDIN; message = peer.read()) {
                        sum.update(message, 1, message.length - 1);
                        longest.accumulateAndGet(message.length, Math::max);
                    }
                    last.set(message);
                    peer.end(0);
                }),
                new ExecFixture.Source(MUCH),
                sink);

        assertThat(get(exec.result())).isEqualTo(new ExecResult(0, "", MUCH, 0));
        assertThat(sum.digest()).isEqualTo(sumOfPattern());
        assertThat(last.get()).isEqualTo(new byte[] {(byte) 255, 0});
        assertThat(longest).hasValueLessThanOrEqualTo(1 + ExecStdin.PIECE);
    }

    @Test
    void muchOutputArrivesByteForByteInSmallChunks() throws Exception {
        MessageDigest sum = sha256();
        AtomicInteger largest = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicBoolean overlapped = new AtomicBoolean();
        Exec exec = run(
                playing(peer -> {
                    for (long at = 0; at < MUCH; at += 1 << 20) {
                        peer.send(ExecPeer.STDOUT, pattern(at, 1 << 20)); // a long message is not gathered either
                    }
                    peer.end(0);
                }),
                ExecInput.NONE,
                (chunk, next) -> {
                    overlapped.compareAndSet(false, atOnce.incrementAndGet() > 1);
                    largest.accumulateAndGet(chunk.remaining(), Math::max);
                    fixture.workers.execute(() -> {
                        sum.update(chunk);
                        atOnce.decrementAndGet();
                        next.run();
                    });
                });

        assertThat(get(exec.result())).isEqualTo(new ExecResult(0, "", 0, MUCH));
        assertThat(sum.digest()).isEqualTo(sumOfPattern());
        assertThat(largest).hasValueLessThanOrEqualTo(BLOCK);
        assertThat(overlapped).isFalse();
    }

    /** Matches a number that has not changed since it was last looked at. */
    private static boolean isStill(AtomicLong number, AtomicLong before) {
        return before.getAndSet(number.get()) == number.get();
    }

    private static void awaitStandstill(AtomicLong number) {
        AtomicLong before = new AtomicLong(-1);
        await().during(Duration.ofMillis(500)).until(() -> number.get() > 0 && isStill(number, before));
    }

    @Test
    void aSlowReceiverHoldsTheCommandBack() throws Exception {
        ExecFixture.Hesitant slow = new ExecFixture.Hesitant();
        AtomicReference<ExecPeer> server = new AtomicReference<>();
        run(
                playing(peer -> {
                    server.set(peer);
                    for (long at = 0; at < MUCH; at += BLOCK) {
                        peer.send(ExecPeer.STDOUT, new byte[BLOCK]);
                    }
                }),
                ExecInput.NONE,
                slow);

        // The socket's buffers fill and then the sender stands still, far from the 64 MiB that it has.
        await().until(() -> server.get() != null);
        awaitStandstill(server.get().sent);
        assertThat(server.get().sent).hasValueLessThan(16 << 20);
        assertThat(slow.chunks).hasValue(1);
    }

    @Test
    void aCommandThatDoesNotReadHoldsTheSourceBack() throws Exception {
        ExecFixture.Source source = new ExecFixture.Source(MUCH);
        run(
                playing(peer -> {
                    while (!Thread.interrupted()) {
                        LockSupport.park(); // reads nothing
                    }
                }),
                source,
                sink);

        awaitStandstill(source.read);
        assertThat(source.read).hasValueLessThan(16 << 20);
    }

    @Test
    void aCutConnectionIsAFailureAfterAllThatCame() throws Exception {
        Exec exec = run(
                playing(peer -> {
                    peer.send(ExecPeer.STDOUT, "one\n");
                    await().until(() -> sink.bytes.size() == 4);
                    peer.reset();
                }),
                ExecInput.NONE,
                sink);

        KubeFailure failure = failure(exec.result());

        assertThat(failure.status()).isZero();
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(sink.text()).isEqualTo("one\n");
    }

    @Test
    void aConnectionThatIsCutWhileInputIsSentIsAFailure() throws Exception {
        ExecFixture.Source source = new ExecFixture.Source(MUCH);
        Exec exec = run(
                playing(peer -> {
                    peer.read();
                    peer.reset();
                }),
                source,
                sink);

        assertThat(failure(exec.result()).effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(source.read).hasValueLessThan(MUCH);
    }

    @Test
    void aCommandMayEndBeforeItHasReadItsInput() throws Exception {
        Exec exec = run(
                playing(peer -> {
                    peer.read();
                    peer.end(4);
                }),
                new ExecFixture.Source(MUCH),
                sink);

        ExecResult result = get(exec.result());

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.sent()).isLessThan(MUCH);
    }

    @Test
    void theEndOfAConnectionWaitsUntilTheReceiverHasFinished() throws Exception {
        ExecFixture.Hesitant slow = new ExecFixture.Hesitant();
        Exec exec = run(
                playing(peer -> {
                    peer.send(ExecPeer.STDOUT, "one\n");
                    await().until(() -> slow.next.get() != null);
                    peer.reset();
                }),
                ExecInput.NONE,
                slow);
        await().until(() -> slow.next.get() != null && fixture.server.connections() == 0);
        await().during(Duration.ofMillis(100))
                .until(() -> !exec.result().toCompletableFuture().isDone());

        slow.next.get().run();

        failure(exec.result());
    }

    @Test
    void aCommandThatMovesNothingForTooLongIsGivenUp() throws Exception {
        Exec exec = runImpatiently(
                playing(peer -> {
                    peer.send(ExecPeer.STDOUT, "one\n");
                    peer.hold();
                }),
                ExecInput.NONE,
                sink);
        await().until(() -> sink.bytes.size() == 4);

        await().until(() -> {
            timer.timePasses();
            return exec.result().toCompletableFuture().isDone();
        });

        assertThat(failure(exec.result())).hasMessageStartingWith("No data to or from the command for ");
        await().until(() -> fixture.server.connections() == 0);
    }

    @Test
    void aSlowReceiverIsNoSilence() throws Exception {
        ExecFixture.Hesitant slow = new ExecFixture.Hesitant();
        Exec exec = runImpatiently(
                playing(peer -> {
                    peer.send(ExecPeer.STDOUT, "one\n");
                    peer.end(0);
                }),
                ExecInput.NONE,
                slow);
        await().until(() -> slow.next.get() != null);

        timer.muchTimePasses();
        slow.next.get().run();

        assertThat(get(exec.result()).received()).isEqualTo(4);
    }

    /** A source that delivers when a test says so. */
    private static final class SlowSource implements ExecInput {
        final AtomicReference<CompletableFuture<ByteBuffer>> asked = new AtomicReference<>();

        @Override
        public long length() {
            return 3;
        }

        @Override
        public CompletionStage<ByteBuffer> read(int most) {
            asked.set(new CompletableFuture<>());
            return asked.get();
        }
    }

    @Test
    void aSlowSourceIsNoSilence() throws Exception {
        SlowSource slow = new SlowSource();
        Exec exec = runImpatiently(
                playing(peer -> {
                    peer.read();
                    peer.end(0);
                }),
                slow,
                sink);
        await().until(() -> slow.asked.get() != null);

        timer.muchTimePasses();
        slow.asked.get().complete(ByteBuffer.wrap("abc".getBytes()));

        assertThat(get(exec.result()).sent()).isEqualTo(3);
    }

    @Test
    void aSourceThatFailsEndsTheCommand() throws Exception {
        SlowSource source = new SlowSource();
        Exec exec = run(playing(ExecPeer::hold), source, sink);
        await().until(() -> source.asked.get() != null);

        source.asked.get().completeExceptionally(new IOException("disk gone"));

        assertThat(failure(exec.result())).hasMessage("Cannot read the input of the command: disk gone");
        await().until(() -> fixture.server.connections() == 0);
    }

    @Test
    void aSourceThatIsShorterThanItSaidEndsTheCommand() throws Exception {
        SlowSource source = new SlowSource();
        Exec exec = run(playing(ExecPeer::hold), source, sink);
        await().until(() -> source.asked.get() != null);

        source.asked.get().complete(ByteBuffer.allocate(0));

        assertThat(failure(exec.result()))
                .hasMessageStartingWith("Cannot read the input of the command: it delivers 0");
    }

    @Test
    void aReceiverThatFailsEndsTheCommand() throws Exception {
        Exec exec = run(
                playing(peer -> {
                    peer.send(ExecPeer.STDOUT, "one\n");
                    peer.hold();
                }),
                ExecInput.NONE,
                (chunk, next) -> {
                    throw new IllegalStateException("no room");
                });

        assertThat(failure(exec.result())).hasMessageContaining("no room");
        await().until(() -> fixture.server.connections() == 0);
    }

    @Test
    void aConnectionThatStaysOpenAfterTheStatusIsNotWaitedForLong() throws Exception {
        Exec exec = run(
                playing(peer -> {
                    peer.exit(3);
                    peer.send(ExecPeer.STDOUT, "one\n");
                    peer.hold();
                }),
                ExecInput.NONE,
                sink);

        assertThat(get(exec.result())).isEqualTo(new ExecResult(3, "", 0, 4));
        await().until(() -> fixture.server.connections() == 0);
    }

    @Test
    void whatIsCompleteEndsWithTheStatus() throws Exception {
        fixture = new ClusterFixture(
                playing(peer -> {
                    peer.exit(0);
                    peer.send(ExecPeer.STDOUT, "answer\n");
                    peer.hold();
                }),
                ClusterFixture.TIMING,
                timer); // no time passes
        ExecFixture.Sink expecting = new ExecFixture.Sink() {
            @Override
            public boolean isComplete() {
                return text().endsWith("\n");
            }
        };

        Exec exec = exec(fixture, ExecInput.NONE, expecting);

        assertThat(get(exec.result())).isEqualTo(new ExecResult(0, "", 0, 7));
    }

    @Test
    void aSilentConnectionIsKeptAliveByPings() throws Exception {
        AtomicReference<ExecPeer> server = new AtomicReference<>();
        fixture = new ClusterFixture(
                playing(peer -> {
                    server.set(peer);
                    peer.hold();
                }),
                ClusterFixture.TIMING,
                timer);
        fixture.kube().exec(ExecFixture.request(Patience.HANG), ExecInput.NONE, sink);

        await().until(() -> {
            timer.timePasses();
            return server.get() != null && server.get().pings.get() > 2;
        });
    }

    @Test
    void cancellingEndsTheConnectionAndTheSource() throws Exception {
        ExecFixture.Source source = new ExecFixture.Source(MUCH);
        ExecFixture.Hesitant slow = new ExecFixture.Hesitant();
        Exec exec = run(
                playing(peer -> {
                    peer.read();
                    peer.send(ExecPeer.STDOUT, "one\n");
                    peer.hold();
                }),
                source,
                slow);
        await().until(() -> slow.next.get() != null);

        exec.cancel();
        exec.cancel();

        assertThat(failure(exec.result())).hasMessage("The command was cancelled");
        await().until(() -> fixture.server.connections() == 0);
        slow.next.get().run();
        assertThat(slow.chunks).hasValue(1);
    }

    @Test
    void cancellingEndsACommandThatHasNoAnswerYet() throws Exception {
        AtomicBoolean answers = new AtomicBoolean();
        Exec exec = run(
                (request, answer) -> {
                    await().untilTrue(answers);
                    answer.upgrade(request, ExecFixture.V5).hold();
                },
                ExecInput.NONE,
                sink);
        await().until(() -> fixture.server.requests.size() == 1);

        exec.cancel();

        assertThat(failure(exec.result()).effect()).isEqualTo(Effect.UNKNOWN);
        answers.set(true);
        await().until(() -> fixture.server.connections() == 0);
    }

    @Test
    void aCommandWithoutAnAnswerFailsInTime() throws Exception {
        fixture = new ClusterFixture((request, answer) -> answer.hold(), ClusterFixture.TIMING, timer);
        Exec exec = exec(fixture, ExecInput.NONE, sink);
        await().until(() -> fixture.server.requests.size() == 1);

        timer.timePasses();

        assertThat(failure(exec.result())).hasMessageContaining("/pods/a/exec within ");
    }

    @Test
    void commandsWaitForTheLimitOfRequestsAndCanLeave() throws Exception {
        fixture = new ClusterFixture(playing(peer -> peer.end(0)));
        KubeClients clients = new KubeClients(
                new KubeThreads(
                        fixture.workers, fixture.workers, new Lanes(fixture.workers, 1), new Lanes(fixture.workers, 4)),
                timer);
        try (SharedCluster shared = clients.acquire(
                "by hand", fixture.server::config, new ClusterSettings("app=x", 1, 1, Patience.HANG), waits -> {})) {
            Exec first = shared.kube().exec(ExecFixture.request(Patience.HANG), ExecInput.NONE, sink);
            Exec second = shared.kube().exec(ExecFixture.request(Patience.HANG), ExecInput.NONE, sink);
            get(first.result());
            assertThat(shared.backlog().requests()).isEqualTo(1);

            second.cancel();

            assertThat(failure(second.result()).effect()).isEqualTo(Effect.NONE);
            assertThat(shared.backlog().requests()).isZero();
            assertThat(fixture.server.requests).hasSize(1);
        }
    }

    @Test
    void manyCommandsDoNotKeepOtherRequestsWaiting() throws Exception {
        fixture = new ClusterFixture((request, answer) -> {
            if (request.path().endsWith("/exec")) {
                answer.upgrade(request, ExecFixture.V5).hold();
            } else {
                answer.json(200, ApiJson.pod("a", "1", 9));
            }
        });
        for (int i = 0; i < 40; i++) {
            exec(fixture, ExecInput.NONE, sink);
        }
        await().until(() -> fixture.server.requests.size() == 40);

        assertThat(get(fixture.kube().get("ns", "a"))).isPresent();
    }

    @Test
    void closingTheClusterEndsAllCommands() throws Exception {
        AtomicInteger open = new AtomicInteger();
        fixture = new ClusterFixture(playing(peer -> {
            open.incrementAndGet();
            peer.hold();
        }));
        List<Exec> execs = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 5; i++) {
            execs.add(exec(fixture, ExecInput.NONE, sink));
        }
        await().untilAtomic(open, org.hamcrest.Matchers.equalTo(5));

        fixture.cluster.close();

        for (Exec exec : execs) {
            assertThat(failure(exec.result())).hasMessage("The connection to the cluster was closed");
        }
        await().until(() -> fixture.server.connections() == 0);
    }

    @Test
    void aResultCannotBeChangedByItsReaders() throws Exception {
        Exec exec = run(playing(peer -> peer.end(0)), ExecInput.NONE, sink);

        exec.result().toCompletableFuture().cancel(true);

        assertThat(get(exec.result()).exitCode()).isZero();
    }
}
