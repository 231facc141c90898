package io.jenkins.plugins.runpod.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The server's end of a WebSocket, with the habits of the library that kube-apiserver and containerd use
 * ({@code golang.org/x/net/websocket}): each frame counts as a message, also one that continues another, and a frame of more
 * than 32 MiB is not taken. One thread reads, many may write.
 */
final class FakeWebSocket {
    static final int LONGEST_FRAME = 32 << 20;
    private static final int NORMAL = 1000;
    private static final int PROTOCOL_ERROR = 1002;
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean closed;

    FakeWebSocket(Socket socket, InputStream in, OutputStream out) {
        this.socket = socket;
        this.in = in;
        this.out = out;
    }

    /** What the next frame with data holds; empty when the client has closed, or has broken the rules. */
    Optional<byte[]> receive() {
        Optional<byte[]> data = next();
        if (data.isEmpty()) {
            ended.countDown();
        }
        return data;
    }

    private Optional<byte[]> next() {
        try {
            while (true) {
                WebSocketFrames.Frame frame = WebSocketFrames.read(in, LONGEST_FRAME);
                if (!frame.masked()) {
                    close(PROTOCOL_ERROR);
                    return Optional.empty();
                }
                switch (frame.opcode()) {
                    case WebSocketFrames.CLOSE -> {
                        return Optional.empty();
                    }
                    case WebSocketFrames.PING -> send(WebSocketFrames.PONG, frame.payload());
                    case WebSocketFrames.PONG -> {}
                    default -> {
                        return Optional.of(frame.payload());
                    }
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Sends one frame. */
    synchronized void send(int opcode, byte[] payload) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        out.write(WebSocketFrames.frame(opcode, payload));
        out.flush();
    }

    /** Says good-bye; afterwards nothing is sent. Idempotent. */
    void close() {
        close(NORMAL);
    }

    private synchronized void close(int code) {
        if (!closed) {
            try {
                send(WebSocketFrames.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
                socket.shutdownOutput(); // closing it with unread input would reset the connection
            } catch (IOException e) {
                // The client was faster.
            }
            closed = true;
        }
    }

    /** After the good-bye: gives the client a moment to read it, then ends the connection. */
    void leave() {
        try {
            ended.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cut();
    }

    /** Ends the connection without a good-bye. What was sent still arrives. */
    synchronized void cut() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            // The client was faster.
        }
    }
}
