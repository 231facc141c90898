package io.jenkins.plugins.runpod.engine.archive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One header of a tar file, as GNU tar writes it.
 *
 * @param name the raw bytes of the path
 * @param type what the entry is, as a letter or a digit
 * @param mode the permissions, as the number in the header
 * @param size the bytes that follow the header
 * @param seconds when the file was changed, since 1970
 * @param link the raw bytes of a link's target
 */
record TarHeader(byte[] name, char type, int mode, long size, long seconds, byte[] link) {
    /** Everything in a tar file is a multiple of this. */
    static final int BLOCK = 512;

    static final int NAME_FIELD = 100;

    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_FIELD = 8;
    private static final byte[] GNU = "ustar  \0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] POSIX = "ustar\0".getBytes(StandardCharsets.US_ASCII);
    private static final long LATEST = 0xFFFF_FFFFL;

    /** Throws {@link BrokenTar} for what no tar program writes. */
    static TarHeader parse(byte[] block) throws BrokenTar {
        boolean posix = Arrays.equals(block, 257, 263, POSIX, 0, POSIX.length);
        if (!posix && !Arrays.equals(block, 257, 265, GNU, 0, GNU.length)) {
            throw new BrokenTar("no header of a tar file");
        }
        if (number(block, CHECKSUM, CHECKSUM_FIELD, "checksum") != checksum(block)) {
            throw new BrokenTar("a header with a wrong checksum");
        }
        byte[] name = text(block, 0, NAME_FIELD);
        byte[] prefix = posix ? text(block, 345, 155) : new byte[0];
        return new TarHeader(
                prefix.length == 0 ? name : join(prefix, name),
                (char) (block[156] & 0xff),
                (int) (number(block, 100, 8, "mode") & 07777),
                number(block, 124, 12, "size"),
                seconds(block),
                text(block, 157, NAME_FIELD));
    }

    /** The header as bytes. Names that are longer than their field are cut. */
    byte[] toBlock() {
        byte[] block = new byte[BLOCK];
        System.arraycopy(name, 0, block, 0, Math.min(name.length, NAME_FIELD));
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        size(block);
        octal(block, 136, 12, Math.max(0, Math.min(seconds, LATEST)));
        block[156] = (byte) type;
        System.arraycopy(link, 0, block, 157, Math.min(link.length, NAME_FIELD));
        System.arraycopy(GNU, 0, block, 257, GNU.length);
        seal(block);
        return block;
    }

    /** Writes the checksum. */
    static void seal(byte[] block) {
        octal(block, CHECKSUM, CHECKSUM_FIELD - 1, checksum(block));
        block[CHECKSUM + CHECKSUM_FIELD - 1] = ' ';
    }

    /** How many bytes a size takes in the file. */
    static long padded(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private static long checksum(byte[] block) {
        long sum = 0;
        for (int i = 0; i < block.length; i++) {
            boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_FIELD;
            sum += own ? ' ' : block[i] & 0xff;
        }
        return sum;
    }

    private static byte[] text(byte[] block, int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, from, end);
    }

    private static byte[] join(byte[] prefix, byte[] name) {
        byte[] path = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        path[prefix.length] = '/';
        System.arraycopy(name, 0, path, prefix.length + 1, name.length);
        return path;
    }

    /** A time before 1970 or after 2106 is moved to the next that all file systems take. */
    private static long seconds(byte[] block) throws BrokenTar {
        if ((block[136] & 0x80) != 0) {
            return block[136] == (byte) 0xff ? 0 : LATEST;
        }
        return Math.min(number(block, 136, 12, "time"), LATEST);
    }

    /** Octal digits between spaces and zeros, or bytes after one with the highest bit. */
    private static long number(byte[] block, int from, int length, String what) throws BrokenTar {
        if (block[from] < 0) {
            return binary(block, from, length, what);
        }
        long value = 0;
        int i = from;
        int end = from + length;
        while (i < end && block[i] == ' ') {
            i++;
        }
        for (; i < end && block[i] >= '0' && block[i] <= '7'; i++) {
            value = value << 3 | block[i] - '0';
        }
        for (; i < end; i++) {
            if (block[i] != ' ' && block[i] != 0) {
                throw new BrokenTar("a header with a broken " + what);
            }
        }
        return value;
    }

    private static long binary(byte[] block, int from, int length, String what) throws BrokenTar {
        if (block[from] != (byte) 0x80) {
            throw new BrokenTar("a header with a negative or far too large " + what);
        }
        long value = 0;
        for (int i = from + 1; i < from + length; i++) {
            if (value >= 1L << 55) {
                throw new BrokenTar("a header with a far too large " + what);
            }
            value = value << 8 | block[i] & 0xff;
        }
        return value;
    }

    private void size(byte[] block) {
        if (size < 1L << 33) {
            octal(block, 124, 12, size);
            return;
        }
        block[124] = (byte) 0x80;
        for (int i = 0; i < 8; i++) {
            block[135 - i] = (byte) (size >>> 8 * i);
        }
    }

    /** Digits to the last but one byte of the field, which is a zero. */
    private static void octal(byte[] block, int from, int length, long value) {
        long rest = value;
        for (int i = from + length - 2; i >= from; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
    }
}
