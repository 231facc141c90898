package io.jenkins.plugins.runpod.runtime;

import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/** Counts the bytes that go to another medium. */
record CountedMedium(OutputMedium medium, LongAdder bytes) implements OutputMedium {
    @Override
    public long length() throws IOException {
        return medium.length();
    }

    @Override
    public void append(byte[] text, int offset, int count) throws IOException {
        medium.append(text, offset, count);
        bytes.add(count);
    }

    @Override
    public boolean isReadable() {
        return medium.isReadable();
    }

    @Override
    public boolean cutBack(long length) throws IOException {
        return medium.cutBack(length);
    }

    @Override
    public long newlinesAfter(long length) throws IOException {
        return medium.newlinesAfter(length);
    }

    @Override
    public int longestLine() {
        return medium.longestLine();
    }
}
