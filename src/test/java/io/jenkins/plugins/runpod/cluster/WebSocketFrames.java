package io.jenkins.plugins.runpod.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The frames of RFC 6455, as a server writes and reads them. */
final class WebSocketFrames {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** A frame of the client. @param masked every client has to mask what it sends */
    record Frame(boolean last, int opcode, boolean masked, byte[] payload) {}

    /** A frame that is longer than what is taken. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException(long length) {
            super("a frame of " + length + " bytes");
        }
    }

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
        return read(in, Long.MAX_VALUE).opcode();
    }

    /** Reads a frame of the client; throws {@link EOFException} at the end. */
    static Frame read(InputStream in, long longest) throws IOException {
        int first = octet(in);
        int second = octet(in);
        int length = second & 0x7f;
        long size = length == 126 ? number(in, 2) : length == 127 ? number(in, 8) : length;
        if (size > longest) {
            throw new TooLongException(size);
        }
        boolean masked = (second & 0x80) != 0;
        byte[] mask = in.readNBytes(masked ? 4 : 0);
        byte[] payload = in.readNBytes((int) size);
        if (payload.length < size) {
            throw new EOFException();
        }
        for (int i = 0; masked && i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new Frame((first & 0x80) != 0, first & 0x0f, masked, payload);
    }

    private static long number(InputStream in, int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | octet(in);
        }
        return number & Long.MAX_VALUE;
    }

    private static int octet(InputStream in) throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException();
        }
        return octet;
    }
}
