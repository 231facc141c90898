package io.jenkins.plugins.runpod.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** As much of RFC 6455 as a watch over a WebSocket needs: the server talks, the client only says good-bye. */
final class WebSocketFrames {
    static final int TEXT = 1;
    static final int CLOSE = 8;

    private WebSocketFrames() {}

    /** The answer to the client's key. */
    static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** One whole message, or a control frame. */
    static byte[] frame(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 65536) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** Reads a frame of the client and throws away what is in it. @return its opcode */
    static int skip(InputStream in) throws IOException {
        int opcode = in.read() & 0x0f;
        int length = in.read() & 0x7f;
        long rest = length == 126 ? number(in, 2) : length == 127 ? number(in, 8) : length;
        in.skipNBytes(rest + 4); // the mask comes first
        return opcode;
    }

    private static long number(InputStream in, int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | in.read();
        }
        return number;
    }
}
