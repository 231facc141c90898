package io.jenkins.plugins.runpod.files;

import hudson.AbortException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Takes so many bytes and no more. */
final class BoundedOutput extends FilterOutputStream {
    private final long most;
    private long written;

    BoundedOutput(OutputStream out, long most) {
        super(out);
        this.most = most;
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

    private void count(int more) throws AbortException {
        written += more;
        if (written > most) {
            throw new AbortException("The archive of the files is larger than " + most + " bytes");
        }
    }
}
