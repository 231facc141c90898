package io.jenkins.plugins.runpod.engine.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A medium that outlives the process of a test, and breaks on demand. */
final class MemoryMedium implements OutputMedium {
    /** Ends a text that was torn in the middle of a line. */
    static final byte TORN = 1;

    private final boolean cuttable;
    private final int longestLine;
    private byte[] text = {};
    private int size;
    private int tearAfter = -1;
    private Throwable tear;
    private int appends;

    MemoryMedium(boolean cuttable, int longestLine) {
        this.cuttable = cuttable;
        this.longestLine = longestLine;
    }

    /** As a file. */
    static MemoryMedium file() {
        return new MemoryMedium(true, Integer.MAX_VALUE);
    }

    /** As a build log. */
    static MemoryMedium buildLog() {
        return new MemoryMedium(false, 1024 * 1024);
    }

    /** The next append writes so many bytes and then throws. */
    void tearNext(int after, Throwable thrown) {
        tearAfter = after;
        tear = thrown;
    }

    void heal() {
        tearAfter = -1;
    }

    /** What somebody else wrote. */
    void put(String before) {
        byte[] bytes = before.getBytes(StandardCharsets.ISO_8859_1);
        put(bytes, 0, bytes.length);
    }

    int appends() {
        return appends;
    }

    byte[] bytes() {
        return Arrays.copyOf(text, size);
    }

    String text() {
        return new String(text, 0, size, StandardCharsets.ISO_8859_1);
    }

    @Override
    public long length() {
        return size;
    }

    @Override
    public void append(byte[] source, int offset, int count) throws IOException {
        appends++;
        if (tearAfter < 0) {
            put(source, offset, count);
            return;
        }
        int torn = Math.min(tearAfter, count);
        tearAfter = -1;
        put(source, offset, torn);
        if (!cuttable && torn > 0 && text[size - 1] != '\n') {
            put(new byte[] {TORN}, 0, 1);
        }
        if (tear instanceof IOException failure) {
            throw failure;
        }
        throw (Error) tear;
    }

    private void put(byte[] source, int offset, int count) {
        if (size + count > text.length) {
            text = Arrays.copyOf(text, 2 * (size + count));
        }
        System.arraycopy(source, offset, text, size, count);
        size += count;
    }

    @Override
    public boolean isReadable() {
        return true;
    }

    @Override
    public boolean cutBack(long length) {
        if (cuttable) {
            size = (int) length;
        }
        return cuttable;
    }

    @Override
    public long newlinesAfter(long length) {
        long newlines = 0;
        for (int i = (int) length; i < size; i++) {
            if (text[i] == '\n') {
                newlines++;
            }
        }
        return newlines;
    }

    @Override
    public int longestLine() {
        return longestLine;
    }
}
