package io.jenkins.plugins.runpod.history;

import java.util.Arrays;

/**
 * Rows of one day, packed one after the other as {@link Row} reads them. What has been written never changes, so a
 * {@link Part} of it can be read while rows are added. Not safe for use by many threads, except its parts.
 */
final class Block {
    /** Rows of a block are dropped together. This is less than a hundredth of the rows that a table may have. */
    private static final int MOST_ROWS = 8192;

    private byte[] bytes = new byte[512];
    private int length;
    private int rows;

    /** The first rows of a block. Immutable. */
    record Part(byte[] bytes, int length, int rows) {}

    Part part() {
        return new Part(bytes, length, rows);
    }

    int rows() {
        return rows;
    }

    boolean full() {
        return rows == MOST_ROWS;
    }

    /** No row follows. Gives back the room that is not used. */
    void close() {
        bytes = Arrays.copyOf(bytes, length);
    }

    void rowEnds() {
        rows++;
    }

    /** As a number of up to ten bytes, seven bits in each, the lowest first. Small numbers are short. */
    void number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    void raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + bytes.length / 2));
        }
    }
}
