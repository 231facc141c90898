package io.jenkins.plugins.runpod.engine.kube.http2;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Cuts what a connection receives into frames. Data is passed on as it comes. Not safe for use by several threads. */
final class FrameReader {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 0x1;
    static final int ACK = 0x1;
    static final int END_HEADERS = 0x4;
    static final int PADDED = 0x8;
    static final int PRIORITY = 0x20;

    /** What a peer may send if it is not told of another size. */
    static final int LARGEST_FRAME = 1 << 14;

    private static final int HEAD = 9;

    /** Takes frames. */
    interface Sink {
        /**
         * A part of the data of a stream.
         *
         * @param part is reused after the call
         * @param size what counts for flow control
         */
        void data(int stream, ByteBuffer part, int size, boolean end) throws IOException;

        /** A whole frame that is not data. Its payload is reused after the call. */
        void frame(int type, int flags, int stream, ByteBuffer payload) throws IOException;
    }

    private final Sink sink;
    private final ByteBuffer head = ByteBuffer.allocate(HEAD);
    /** The part of a payload that came before the rest. */
    private ByteBuffer begun;

    private int type;
    private int flags;
    private int stream;
    private int left;

    FrameReader(Sink sink) {
        this.sink = sink;
    }

    /** Takes all that was received. */
    void read(ByteBuffer received) throws IOException {
        while (received.hasRemaining()) {
            if (head.hasRemaining()) {
                readHead(received);
            } else if (isPlainData()) {
                readData(received);
            } else {
                readPayload(received);
            }
        }
    }

    private void readHead(ByteBuffer received) throws IOException {
        while (head.hasRemaining() && received.hasRemaining()) {
            head.put(received.get());
        }
        if (head.hasRemaining()) {
            return;
        }
        int lengthAndType = head.getInt(0);
        left = lengthAndType >>> 8;
        type = lengthAndType & 0xFF;
        flags = head.get(4) & 0xFF;
        stream = head.getInt(5) & Integer.MAX_VALUE;
        if (left > LARGEST_FRAME) {
            throw new Http2Exception(Http2Exception.FRAME_SIZE_ERROR, "a frame of " + left + " bytes");
        }
        if (left == 0) {
            head.clear();
            deliver(ByteBuffer.allocate(0));
        }
    }

    private boolean isPlainData() {
        return type == DATA && (flags & PADDED) == 0;
    }

    private void readData(ByteBuffer received) throws IOException {
        ByteBuffer part = cut(received, Math.min(left, received.remaining()));
        left -= part.remaining();
        if (left == 0) {
            head.clear();
        }
        sink.data(stream, part, part.remaining(), left == 0 && (flags & END_STREAM) != 0);
    }

    private void readPayload(ByteBuffer received) throws IOException {
        if (begun == null && received.remaining() < left) {
            begun = ByteBuffer.allocate(left);
        }
        ByteBuffer part = cut(received, Math.min(left, received.remaining()));
        left -= part.remaining();
        if (begun != null) {
            begun.put(part);
        }
        if (left == 0) {
            ByteBuffer whole = begun == null ? part : begun.flip();
            begun = null;
            head.clear();
            deliver(whole);
        }
    }

    private static ByteBuffer cut(ByteBuffer from, int length) {
        ByteBuffer part = from.slice(from.position(), length);
        from.position(from.position() + length);
        return part;
    }

    private void deliver(ByteBuffer payload) throws IOException {
        int size = payload.remaining();
        if (type == HEADERS || type == DATA) {
            unpad(payload);
        }
        if (type == DATA) {
            sink.data(stream, payload, size, (flags & END_STREAM) != 0);
        } else {
            sink.frame(type, flags, stream, payload);
        }
    }

    /** Leaves what the padding and the old priority are about. */
    private void unpad(ByteBuffer payload) throws Http2Exception {
        int before = (flags & PADDED) == 0 ? 0 : 1;
        int padding = before == 0 || !payload.hasRemaining() ? 0 : payload.get(0) & 0xFF;
        if (type == HEADERS && (flags & PRIORITY) != 0) {
            before += 5;
        }
        if (before + padding > payload.remaining()) {
            throw new Http2Exception(Http2Exception.PROTOCOL_ERROR, "padding that is longer than its frame");
        }
        payload.position(before).limit(payload.limit() - padding);
    }
}
