package io.jenkins.plugins.runpod.engine.log;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output or a pipe, which can be neither cut nor read. After a restart the log continues at the saved cursor.
 * A line that was written but not saved is then written again. Used by one thread at a time.
 */
public final class StreamMedium implements OutputMedium {
    private final OutputStream stream;
    private long length;
    private boolean midLine;

    /** @param stream must report errors, which {@link System#out} does not */
    public StreamMedium(OutputStream stream) {
        this.stream = stream;
    }

    /** The number of bytes that were written through this object. */
    @Override
    public long length() {
        return length;
    }

    @Override
    public void append(byte[] text, int offset, int count) throws IOException {
        stream.write(text, offset, count);
        stream.flush();
        length += count;
        if (count > 0) {
            midLine = text[offset + count - 1] != '\n';
        }
    }

    @Override
    public boolean isReadable() {
        return false;
    }

    @Override
    public boolean cutBack(long newLength) {
        return false;
    }

    /** Only the last byte is known: whether it was a newline. */
    @Override
    public long newlinesAfter(long from) {
        return from < length && !midLine ? 1 : 0;
    }
}
