package io.jenkins.plugins.runpod.engine.kube.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Bytes up to a limit; what comes beyond is dropped. Not safe for use by several threads at once. */
final class Buffer {
    private final int limit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private boolean overflown;

    Buffer(int limit) {
        this.limit = limit;
    }

    void add(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            add(part, part.remaining());
        }
    }

    /** Takes so many bytes from the part. */
    void add(ByteBuffer part, int length) {
        int fitting = Math.min(length, limit - bytes.size());
        overflown |= fitting < length;
        byte[] copy = new byte[length];
        part.get(copy);
        bytes.write(copy, 0, fitting);
    }

    byte[] take() {
        byte[] all = bytes.toByteArray();
        bytes.reset();
        return all;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    boolean overflown() {
        return overflown;
    }

    int limit() {
        return limit;
    }
}
