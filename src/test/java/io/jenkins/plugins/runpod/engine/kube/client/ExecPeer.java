package io.jenkins.plugins.runpod.engine.kube.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The server's side of a command's WebSocket (RFC 6455), as a test plays it. */
final class ExecPeer {
    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;
    static final int ERROR = 3;

    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int FINAL = 0x80;

    /** How many pings came, as far as was read. */
    final AtomicInteger pings = new AtomicInteger();
    /** How many bytes were sent on all channels. */
    final AtomicLong sent = new AtomicLong();

    private final ScriptedServer.Answer answer;
    private final DataInputStream in;
    private final OutputStream out;

    ExecPeer(ScriptedServer.Answer answer, InputStream in, OutputStream out) {
        this.answer = answer;
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /** The answer to the client's key. */
    static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** One whole message. */
    void send(int channel, byte[] payload) throws IOException {
        byte[] message = new byte[payload.length + 1];
        message[0] = (byte) channel;
        System.arraycopy(payload, 0, message, 1, payload.length);
        frame(FINAL | BINARY, message);
        sent.addAndGet(payload.length);
    }

    void send(int channel, String text) throws IOException {
        send(channel, text.getBytes(StandardCharsets.UTF_8));
    }

    /** One message in several frames. The channel is the first byte of the first one. */
    void fragments(byte[]... parts) throws IOException {
        for (int i = 0; i < parts.length; i++) {
            frame((i == parts.length - 1 ? FINAL : 0) | (i == 0 ? BINARY : CONTINUATION), parts[i]);
        }
    }

    /** The command ended with that code. */
    void exit(int code) throws IOException {
        send(
                ERROR,
                code == 0
                        ? "{\"metadata\":{},\"status\":\"Success\"}"
                        : "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with exit code "
                                + code
                                + "\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":\"ExitCode\","
                                + "\"message\":\"" + code + "\"}]}}");
    }

    void close(int code) throws IOException {
        frame(FINAL | CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
        answer.hold();
    }

    /** As a server does it: the Status, a goodbye, the end of the connection. */
    void end(int code) throws IOException {
        exit(code);
        close(1000);
    }

    /** Cuts the connection without a goodbye. */
    void reset() throws IOException {
        answer.reset();
    }

    /** Closes the connection without a goodbye. What was sent still arrives. */
    void vanish() throws IOException {
        answer.close();
    }

    /** The beginning of a message whose rest never comes. */
    void begin(int channel, String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        out.write(ByteBuffer.allocate(payload.length + 3)
                .put((byte) (FINAL | BINARY))
                .put((byte) 125)
                .put((byte) channel)
                .put(payload)
                .array());
        out.flush();
    }

    /** Reads and throws away what comes, until the client has gone. */
    void hold() throws IOException {
        while (read() != null) {
            continue;
        }
    }

    /** The next message: its channel, and its payload. Null when the client says goodbye. */
    byte[] read() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte() & 0x7F;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            if ((first & 0x0F) == CLOSE) {
                return null;
            } else if ((first & 0x0F) == PING) {
                pings.incrementAndGet();
            } else if (first == (FINAL | BINARY)) {
                return payload;
            } else {
                throw new IOException("a frame that is no whole message: " + first);
            }
        }
    }

    private void frame(int first, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 65536) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        out.write(frame.put(payload).array(), 0, frame.position());
        out.flush();
    }
}
