package io.jenkins.plugins.runpod.engine.log;

import java.io.IOException;
import java.util.Arrays;

/**
 * Lines on their way to a {@link LogSink}, and behind them the beginning of the next line. Only {@link LogFramer} fills it. Not
 * safe for use by many threads.
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

    /** Where in the log its text begins. */
    public LogCursor start() {
        return start;
    }

    /** Where in the log its text ends. */
    public LogCursor end() {
        return end;
    }

    /** Whether there is text to write. */
    public boolean isEmpty() {
        return whole == 0;
    }

    /** Whether its text ends with a newline. */
    public boolean endsLine() {
        return whole > 0 && text[whole - 1] == '\n';
    }

    /** Appends its text. */
    public void writeTo(OutputMedium medium) throws IOException {
        medium.append(text, 0, whole);
    }

    void startAt(LogCursor place) {
        start = place;
        end = place;
    }

    void put(byte[] source, int from, int count) {
        if (text.length - size < count) {
            text = Arrays.copyOf(text, Math.max(Math.max(LEAST, size + count), 2 * text.length));
        }
        System.arraycopy(source, from, text, size, count);
        size += count;
    }

    /** Bytes that stand behind its text: the beginning of a line. */
    int tail() {
        return size - whole;
    }

    int whole() {
        return whole;
    }

    /** The tail becomes text. */
    void join() {
        whole = size;
    }

    void dropTail() {
        size = whole;
    }

    void endAt(LogCursor place) {
        end = place;
    }

    /** Its text is written: what remains is the tail. Memory is given back unless there is more to come at once. */
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
