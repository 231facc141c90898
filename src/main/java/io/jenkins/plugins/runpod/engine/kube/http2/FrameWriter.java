package io.jenkins.plugins.runpod.engine.kube.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.util.ByteArrayBuffer;

/** Gathers frames until they can be sent together. Not safe for use by several threads. */
final class FrameWriter {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int USUAL = 512;

    /** Sends bytes. */
    interface Channel {
        /** Takes what it can at the moment. */
        int write(ByteBuffer bytes) throws IOException;
    }

    private ByteArrayBuffer gathered = new ByteArrayBuffer(USUAL);

    void preface() {
        gathered.append(PREFACE, 0, PREFACE.length);
    }

    /** @param idsAndValues of RFC 9113, section 6.5.2 */
    void settings(int... idsAndValues) {
        head(idsAndValues.length / 2 * 6, FrameReader.SETTINGS, 0, 0);
        for (int i = 0; i < idsAndValues.length; i += 2) {
            gathered.append(idsAndValues[i] >>> 8);
            gathered.append(idsAndValues[i]);
            number(idsAndValues[i + 1]);
        }
    }

    void settingsAck() {
        head(0, FrameReader.SETTINGS, FrameReader.ACK, 0);
    }

    /** @param largest the largest frame that the server takes */
    void headers(int stream, ByteArrayBuffer block, boolean end, int largest) {
        int from = 0;
        do {
            int length = Math.min(largest, block.length() - from);
            int flags = from + length == block.length() ? FrameReader.END_HEADERS : 0;
            head(
                    length,
                    from == 0 ? FrameReader.HEADERS : FrameReader.CONTINUATION,
                    from == 0 && end ? flags | FrameReader.END_STREAM : flags,
                    stream);
            gathered.append(block.array(), from, length);
            from += length;
        } while (from < block.length());
    }

    /** Takes so many bytes of the body. */
    void data(int stream, ByteBuffer body, int length, boolean end) {
        head(length, FrameReader.DATA, end ? FrameReader.END_STREAM : 0, stream);
        byte[] part = new byte[length];
        body.get(part);
        gathered.append(part, 0, length);
    }

    void reset(int stream, int code) {
        head(4, FrameReader.RST_STREAM, 0, stream);
        number(code);
    }

    void ping() {
        head(8, FrameReader.PING, 0, 0);
        number(0);
        number(0);
    }

    void pong(long data) {
        head(8, FrameReader.PING, FrameReader.ACK, 0);
        number((int) (data >>> 32));
        number((int) data);
    }

    /** @param last the last stream of the peer that was or may be acted on */
    void goAway(int last, int code) {
        head(8, FrameReader.GOAWAY, 0, 0);
        number(last);
        number(code);
    }

    void windowUpdate(int stream, int increment) {
        head(4, FrameReader.WINDOW_UPDATE, 0, stream);
        number(increment);
    }

    private void head(int length, int type, int flags, int stream) {
        number(length << 8 | type);
        gathered.append(flags);
        number(stream);
    }

    private void number(int value) {
        gathered.append(value >>> 24);
        gathered.append(value >>> 16);
        gathered.append(value >>> 8);
        gathered.append(value);
    }

    /** Sends what the channel takes. Returns whether that was all. */
    boolean flush(Channel channel) throws IOException {
        if (gathered.isEmpty()) {
            return true;
        }
        ByteBuffer all = ByteBuffer.wrap(gathered.array(), 0, gathered.length());
        while (all.hasRemaining() && channel.write(all) > 0) {
            continue;
        }
        ByteArrayBuffer rest = gathered;
        if (all.hasRemaining() || gathered.capacity() > 2 * FrameReader.LARGEST_FRAME) {
            rest = new ByteArrayBuffer(Math.max(USUAL, all.remaining()));
            rest.append(gathered.array(), all.position(), all.remaining());
        } else {
            rest.clear();
        }
        gathered = rest;
        return gathered.isEmpty();
    }
}
