package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.Exec;
import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import io.jenkins.plugins.runpod.engine.kube.ExecOutput;
import io.jenkins.plugins.runpod.engine.kube.ExecRequest;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Commands, sources and receivers for tests of exec. */
final class ExecFixture {
    static final String V5 = "v5.channel.k8s.io";
    static final String V4 = "v4.channel.k8s.io";
    /** Every silence is too long as soon as the timer looks. */
    static final Duration AT_ONCE = Duration.ofNanos(1);

    private ExecFixture() {}

    /** What a server does with the WebSocket of a command. */
    interface Play {
        void with(ExecPeer peer) throws java.io.IOException;
    }

    static ScriptedServer.Script playing(Play play) {
        return playing(V5, play);
    }

    static ScriptedServer.Script playing(String protocol, Play play) {
        return (request, answer) -> play.with(answer.upgrade(request, protocol));
    }

    static ExecRequest request(Duration noProgress) {
        return new ExecRequest("ns", "a", "main", List.of("sh", "-c", "cat; echo \"ä\""), noProgress);
    }

    static Exec exec(ClusterFixture fixture, ExecInput input, ExecOutput output) {
        return fixture.kube().exec(request(Patience.HANG), input, output);
    }

    /** So many bytes that differ from each other. */
    static byte[] pattern(long offset, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            long at = offset + i;
            bytes[i] = (byte) (at * 31 + (at >> 8) * 7 + (at >> 16));
        }
        return bytes;
    }

    /** A source of the pattern that counts what was read of it. */
    static class Source implements ExecInput {
        final AtomicLong read = new AtomicLong();
        private final long length;

        Source(long length) {
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public CompletionStage<ByteBuffer> read(int most) {
            byte[] piece = pattern(read.get(), most);
            read.addAndGet(most);
            return CompletableFuture.completedFuture(ByteBuffer.wrap(piece));
        }
    }

    /** Keeps all that comes. */
    static class Sink implements ExecOutput {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void received(ByteBuffer chunk, Runnable next) {
            byte[] copy = new byte[chunk.remaining()];
            chunk.get(copy);
            bytes.writeBytes(copy);
            next.run();
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    /** Takes one chunk and keeps it until told otherwise. */
    static final class Hesitant implements ExecOutput {
        final AtomicInteger chunks = new AtomicInteger();
        final AtomicLong received = new AtomicLong();
        final AtomicReference<Runnable> next = new AtomicReference<>();

        @Override
        public void received(ByteBuffer chunk, Runnable more) {
            chunks.incrementAndGet();
            received.addAndGet(chunk.remaining());
            next.set(more);
        }
    }
}
