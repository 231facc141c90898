package io.jenkins.plugins.runpod.engine.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes entries as GNU tar does, which busybox and toybox read as well: they skip the headers of pax. The counterpart of
 * {@link TarReader}, so both share {@link TarHeader}.
 */
final class TarWriter {
    private static final byte[] LONG_NAME = "././@LongLink".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes all before the content of an entry. */
    void header(String path, char type, int mode, long size, long seconds, String target) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        byte[] link = target.getBytes(StandardCharsets.UTF_8);
        extension('K', link);
        extension('L', name);
        out.write(new TarHeader(name, type, mode, size, seconds, link).toBlock());
    }

    private void extension(char type, byte[] text) throws IOException {
        if (text.length > TarHeader.NAME_FIELD) {
            out.write(new TarHeader(LONG_NAME, type, 0644, text.length + 1L, 0, NOTHING).toBlock());
            out.write(text);
            out.write(0);
            pad(text.length + 1L);
        }
    }

    /** Fills the last block of a content of that size. */
    void pad(long size) throws IOException {
        out.write(new byte[(int) (TarHeader.padded(size) - size)]);
    }

    void end() throws IOException {
        out.write(new byte[2 * TarHeader.BLOCK]);
    }
}
