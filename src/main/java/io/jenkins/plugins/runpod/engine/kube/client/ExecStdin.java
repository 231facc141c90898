package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.ExecInput;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Sends the standard input of a command, one message after the other. The next piece is read when the message before it was
 * written to the connection, so at most one piece is in memory. Not safe for use by several threads at once.
 */
final class ExecStdin {
    /**
     * A message is one frame: the WebSockets of Kubernetes up to 1.28 do not join the frames of a message. kubectl sends 32 KiB.
     */
    static final int PIECE = 64 << 10;

    private static final byte STDIN = 0;
    /** With {@code v5.channel.k8s.io}: closes the channel whose number follows. */
    private static final byte CLOSE = (byte) 255;

    /** Told of each step, in a turn of the command. */
    interface Listener {
        /** The source is asked for bytes. The command waits for it, and not it for the command. */
        void reading();

        /** Bytes were read, or were sent. */
        void moved();

        /** The source does not deliver. Nothing more is sent. */
        void unreadable(String why);

        /** The connection takes nothing more. */
        void unsendable(Throwable error);
    }

    private final ExecInput input;
    private final Executor turn;
    private final Listener listener;
    private final ByteBuffer message;
    private WebSocket socket;
    private long sent;
    private boolean over;

    /** @param turn runs each step, one at a time, and never within the call that asks for it */
    ExecStdin(ExecInput input, Executor turn, Listener listener) {
        this.input = input;
        this.turn = turn;
        this.listener = listener;
        message = ByteBuffer.allocate(1 + (int) Math.min(PIECE, input.length()));
    }

    /** Sends all of it from now on. To be called once. */
    void start(WebSocket open) {
        socket = open;
        if (input.length() > 0) {
            read();
        }
    }

    /** Sends nothing more. */
    void stop() {
        over = true;
    }

    /** How many bytes were given to the connection. */
    long sent() {
        return sent;
    }

    private int most() {
        return (int) Math.min(PIECE, input.length() - sent);
    }

    private void read() {
        listener.reading();
        CompletionStage<ByteBuffer> piece;
        try {
            piece = input.read(most());
        } catch (RuntimeException e) {
            piece = CompletableFuture.failedFuture(e);
        }
        piece.whenComplete((bytes, error) -> turn.execute(() -> send(bytes, error)));
    }

    private void send(ByteBuffer piece, Throwable error) {
        if (over) {
            return;
        }
        listener.moved();
        if (error != null) {
            Throwable cause =
                    error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
            unreadable(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        } else if (!piece.hasRemaining() || piece.remaining() > most()) {
            unreadable("it delivers " + piece.remaining() + " bytes in place of up to " + most());
        } else {
            sent += piece.remaining(); // the Status can come before it is told that this was written
            message.clear().put(STDIN).put(piece).flip();
            socket.sendBinary(message, true).whenComplete((same, failure) -> turn.execute(() -> written(failure)));
        }
    }

    private void unreadable(String why) {
        over = true;
        listener.unreadable(why);
    }

    private void written(Throwable failure) {
        if (over) {
            return;
        } else if (failure != null) {
            over = true;
            listener.unsendable(failure);
            return;
        }
        listener.moved();
        if (sent < input.length()) {
            read();
        } else if (socket.getSubprotocol().equals(ExecExchange.CLOSES_INPUT)) {
            over = true;
            socket.sendBinary(ByteBuffer.wrap(new byte[] {CLOSE, STDIN}), true);
        }
    }
}
