package io.jenkins.plugins.runpod.engine.kube.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The client's end of an exec, with the JDK's WebSocket and nothing of the engine. It takes all that comes. */
final class PlainExec implements WebSocket.Listener {
    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;
    static final int ERROR = 3;
    private static final int BROKEN = 1006; // RFC 6455, 7.1.5: what a client makes of a connection that is gone
    private static final int PIECE = 64 * 1024;

    private final List<ByteArrayOutputStream> channels = new ArrayList<>();
    private final List<Integer> order = new ArrayList<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final CountDownLatch pongs = new CountDownLatch(1);
    private CompletableFuture<?> ping = CompletableFuture.completedFuture(null);
    private WebSocket socket;

    PlainExec() {
        for (int i = 0; i <= ERROR; i++) {
            channels.add(new ByteArrayOutputStream());
        }
    }

    PlainExec on(WebSocket opened) {
        socket = opened;
        return this;
    }

    @Override
    public synchronized CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        message.writeBytes(bytes);
        if (last) {
            byte[] whole = message.toByteArray();
            message.reset();
            order.add((int) whole[0]);
            channels.get(whole[0]).write(whole, 1, whole.length - 1);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
        pongs.countDown();
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    String protocol() {
        return socket.getSubprotocol();
    }

    /** Sends input in messages of a usual size. */
    PlainExec send(byte[] input) {
        for (int from = 0; from < input.length; from += PIECE) {
            int length = Math.min(PIECE, input.length - from);
            sendRaw(ByteBuffer.allocate(length + 1)
                    .put((byte) STDIN)
                    .put(input, from, length)
                    .flip());
        }
        return this;
    }

    PlainExec send(String input) {
        return send(input.getBytes(StandardCharsets.UTF_8));
    }

    /** Says that there is no more input. */
    PlainExec endInput() {
        sendRaw(ByteBuffer.wrap(new byte[] {(byte) 255, STDIN}));
        return this;
    }

    void sendRaw(ByteBuffer frame) {
        await(socket.sendBinary(frame, true));
    }

    /** One message in two frames. */
    void sendFragments(byte[] first, byte[] second) {
        await(socket.sendBinary(ByteBuffer.wrap(first), false));
        await(socket.sendBinary(ByteBuffer.wrap(second), true));
    }

    /** Sends what the server may not take. */
    void trySend(ByteBuffer frame) {
        socket.sendBinary(frame, true).exceptionally(refused -> socket);
    }

    /** Whether a ping is answered. */
    boolean ping() throws InterruptedException {
        await(socket.sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3})));
        return pongs.await(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
    }

    /** Hangs up. */
    void abort() {
        socket.abort();
    }

    /** Says good-bye. */
    void close() {
        await(socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
    }

    /** Waits for the server's good-bye. @return its code */
    int awaitClose() {
        return await(closed.copy());
    }

    /** Waits for an end without a good-bye. */
    void awaitBreak() {
        int code = awaitAnyEnd();
        if (code != BROKEN) {
            throw new AssertionError("ended properly: " + code);
        }
    }

    /**
     * Waits for any end. The JDK's client can overlook that a server has closed the connection right after its last message, until
     * it has something to send.
     */
    int awaitAnyEnd() {
        Awaitility.await().until(() -> closed.isDone() || pingFails());
        return closed.copy().exceptionally(error -> BROKEN).getNow(BROKEN);
    }

    private boolean pingFails() {
        if (ping.isDone() && !ping.isCompletedExceptionally()) {
            ping = socket.sendPing(ByteBuffer.allocate(0));
        }
        return ping.isCompletedExceptionally();
    }

    synchronized byte[] bytes(int channel) {
        return channels.get(channel).toByteArray();
    }

    String text(int channel) {
        return new String(bytes(channel), StandardCharsets.UTF_8);
    }

    /** The channels of the messages in their order. */
    synchronized List<Integer> order() {
        return List.copyOf(order);
    }

    /** The final status; waits for it. */
    JsonNode status() {
        awaitClose();
        try {
            return new ObjectMapper().readTree(bytes(ERROR));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(Patience.HANG.toSeconds(), TimeUnit.SECONDS).join();
    }
}
