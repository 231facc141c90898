package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One message at a time is on its way, whatever the source could give. */
class ExecStdinTest {
    private final Socket socket = new Socket();
    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();

    private ExecStdin sending(ExecFixture.Source source) {
        ExecStdin stdin = new ExecStdin(source, turns::add, new ExecStdin.Listener() {
            @Override
            public void reading() {}

            @Override
            public void moved() {}

            @Override
            public void unreadable(String why) {
                told.add(why);
            }

            @Override
            public void unsendable(Throwable error) {
                told.add(error.getMessage());
            }
        });
        stdin.start(socket);
        runAll();
        return stdin;
    }

    private void runAll() {
        while (!turns.isEmpty()) {
            turns.remove().run();
        }
    }

    @Test
    void nothingIsReadWhileAMessageIsOnItsWay() {
        ExecFixture.Source source = new ExecFixture.Source(10L * ExecStdin.PIECE);
        ExecStdin stdin = sending(source);

        for (int pieces = 1; pieces <= 10; pieces++) {
            assertThat(source.read).hasValue((long) pieces * ExecStdin.PIECE);
            assertThat(stdin.sent()).isEqualTo((long) pieces * ExecStdin.PIECE);
            assertThat(socket.messages).isEqualTo(pieces);
            socket.written.complete(socket);
            runAll();
        }
        assertThat(stdin.sent()).isEqualTo(10L * ExecStdin.PIECE);
        assertThat(socket.messages).as("the end of the input").isEqualTo(11);
        assertThat(told).isEmpty();
    }

    @Test
    void anOlderServerIsNotToldTheEndOfTheInput() {
        socket.protocol = ExecFixture.V4;
        sending(new ExecFixture.Source(3));

        socket.written.complete(socket);
        runAll();

        assertThat(socket.messages).isEqualTo(1);
    }

    @Test
    void nothingIsReadAfterAStop() {
        ExecFixture.Source source = new ExecFixture.Source(10L * ExecStdin.PIECE);
        ExecStdin stdin = sending(source);

        stdin.stop();
        socket.written.complete(socket);
        runAll();

        assertThat(source.read).hasValue(ExecStdin.PIECE);
        assertThat(socket.messages).isEqualTo(1);
    }

    @Test
    void aConnectionThatTakesNothingMoreIsTold() {
        ExecFixture.Source source = new ExecFixture.Source(10L * ExecStdin.PIECE);
        sending(source);

        socket.written.completeExceptionally(new IOException("cut"));
        runAll();

        assertThat(told).containsExactly("cut");
        assertThat(source.read).hasValue(ExecStdin.PIECE);
    }

    /** Takes a message, and has written it when a test says so. */
    private static final class Socket implements WebSocket {
        CompletableFuture<WebSocket> written;
        int messages;
        String protocol = ExecFixture.V5;

        @Override
        public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
            assertThat(last).isTrue();
            messages++;
            written = new CompletableFuture<>();
            return written;
        }

        @Override
        public String getSubprotocol() {
            return protocol;
        }

        @Override
        public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<WebSocket> sendClose(int code, String reason) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void request(long n) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOutputClosed() {
            return false;
        }

        @Override
        public boolean isInputClosed() {
            return false;
        }

        @Override
        public void abort() {
            throw new UnsupportedOperationException();
        }
    }
}
