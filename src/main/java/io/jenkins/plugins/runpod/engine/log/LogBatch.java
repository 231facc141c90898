package io.jenkins.plugins.runpod.engine.log;

import java.io.IOException;
import java.util.Arrays;

/**
 * Lines on their way to a {@link LogSink}, followed by the beginning of the next line. Only {@link LogFramer} fills it.
 * Used by one thread at a time.
 */
public final class LogBatch {
    private static final byte[] NOTHING = {};
    private static final int LEAST = 8 * 1024;

    private byte[] text = NOTHING;
    private int size;
    private int whole;
    private LogCursor start;
    private LogCursor end;

    LogBatch(LogCursor start) {
        this.start = start;
        this.end = start;
    }

    /** The position in the log at which the text begins. */
    public LogCursor start() {
        return start;
    }

    /** The position in the log at which the text ends. */
    public LogCursor end() {
        return end;
    }

    /** Whether there is no text to write. */
    public boolean isEmpty() {
        return whole == 0;
    }

    /** Whether the text ends with a newline. */
    public boolean endsLine() {
        return whole > 0 && text[whole - 1] == '\n';
    }

    /** Appends the text to a medium. */
    public void writeTo(OutputMedium medium) throws IOException {
        medium.append(text, 0, whole);
    }

    void startAt(LogCursor cursor) {
        start = cursor;
        end = cursor;
    }

    void put(byte[] source, int from, int count) {
        if (text.length - size < count) {
            text = Arrays.copyOf(text, Math.max(Math.max(LEAST, size + count), 2 * text.length));
        }
        System.arraycopy(source, from, text, size, count);
        size += count;
    }

    /** The number of bytes behind the text, which are the beginning of a line. */
    int tail() {
        return size - whole;
    }

    int whole() {
        return whole;
    }

    /** Makes the tail a part of the text. */
    void join() {
        whole = size;
    }

    void dropTail() {
        size = whole;
    }

    void endAt(LogCursor cursor) {
        end = cursor;
    }

    /** The text is written, and only the tail remains. The buffer is released unless more bytes follow at once. */
    void written(boolean moreToCome) {
        int tail = tail();
        if (tail == 0 && !moreToCome) {
            text = NOTHING;
        } else {
            System.arraycopy(text, whole, text, 0, tail);
        }
        size = tail;
        whole = 0;
        start = end;
    }
}
