package io.jenkins.plugins.runpod.engine.archive;

import java.io.IOException;
import java.io.OutputStream;

/** Writes everything twice. The second stream stays open. */
final class CopyingStream extends OutputStream {
    private final OutputStream out;
    private final OutputStream copy;

    CopyingStream(OutputStream out, OutputStream copy) {
        this.out = out;
        this.copy = copy;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        out.write(bytes, from, count);
        copy.write(bytes, from, count);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
