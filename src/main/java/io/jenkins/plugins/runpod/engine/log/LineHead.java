package io.jenkins.plugins.runpod.engine.log;

/** The first word of a line, put together when the end of a chunk cuts it. It may be a time stamp. */
final class LineHead {
    /** Longer than any time stamp. */
    private static final int LONGEST = 40;

    private static final String OF_STAMPS = "0123456789-+:.TZ";

    private final byte[] bytes = new byte[LONGEST];
    private int size;

    /** Where the word that begins here ends, or where it is too long for a stamp; negative if that cannot be told yet. */
    static int wordEnd(byte[] text, int from, int to) {
        int limit = Math.min(to, from + LONGEST);
        for (int i = from; i < limit; i++) {
            if (text[i] == ' ' || text[i] == '\n') {
                return i;
            }
        }
        return limit == from + LONGEST ? limit : -1;
    }

    /** Takes bytes until the word is whole or none remain; returns where it stopped. */
    int gather(byte[] text, int from, int to) {
        int at = from;
        while (at < to && !isWhole()) {
            bytes[size++] = text[at++];
        }
        return at;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean isWhole() {
        return wordEnd() >= 0;
    }

    int wordEnd() {
        return wordEnd(bytes, 0, size);
    }

    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    void clear() {
        size = 0;
    }

    /** Whether it may be the beginning of a time stamp. */
    boolean looksLikeStamp() {
        for (int i = 0; i < size; i++) {
            if (OF_STAMPS.indexOf(bytes[i]) < 0) {
                return false;
            }
        }
        return true;
    }
}
