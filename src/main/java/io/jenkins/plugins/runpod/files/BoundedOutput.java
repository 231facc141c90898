package io.jenkins.plugins.runpod.files;

import hudson.AbortException;
import io.jenkins.plugins.runpod.engine.text.Sizes;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/** Takes an archive with files of so many bytes, and no larger one. */
final class BoundedOutput extends FilterOutputStream {
    private final long limit;
    private final long most;
    private long written;

    /**
     * Nothing was written yet.
     *
     * @param limit the most bytes that all files may have
     * @param overhead the most bytes of the archive besides
     */
    BoundedOutput(OutputStream out, long limit, long overhead) {
        super(out);
        this.limit = limit;
        this.most = limit + overhead;
    }

    @Override
    public void write(int b) throws IOException {
        count(1);
        out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        count(length);
        out.write(bytes, offset, length);
    }

    private void count(int more) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        written += more;
        if (written > most) {
            throw new AbortException("The files have more than " + Sizes.binary(limit) + ", which is the limit");
        }
    }
}
