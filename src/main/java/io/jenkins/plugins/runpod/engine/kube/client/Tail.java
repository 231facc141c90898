package io.jenkins.plugins.runpod.engine.kube.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The end of a text, up to a limit. Not safe for use by several threads at once. */
final class Tail {
    private final int limit;
    private byte[] bytes = new byte[0];
    private boolean cut;

    Tail(int limit) {
        this.limit = limit;
    }

    /** Takes all of a part. */
    void add(ByteBuffer part) {
        int more = part.remaining();
        byte[] all = Arrays.copyOf(bytes, bytes.length + more);
        part.get(all, bytes.length, more);
        cut |= all.length > limit;
        bytes = all.length > limit ? Arrays.copyOfRange(all, all.length - limit, all.length) : all;
    }

    /** The text, from a whole character on. */
    String text() {
        int from = 0;
        while (cut && from < bytes.length && (bytes[from] & 0xC0) == 0x80) {
            from++;
        }
        return (cut ? "… " : "") + new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }
}
