package io.jenkins.plugins.runpod.engine.transfer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Archives of a few files with short names, for models. Folders are made and passed over. Stateless. */
public final class TinyTar {
    private static final int BLOCK = 512;

    private TinyTar() {}

    /**
     * An archive as the script makes it.
     *
     * @param files from paths with slashes to contents
     */
    public static byte[] pack(SortedMap<String, byte[]> files) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        files.forEach((path, content) -> {
            archive.writeBytes(header("./" + path, content.length));
            archive.writeBytes(content);
            archive.writeBytes(new byte[padding(content.length)]);
        });
        archive.writeBytes(new byte[2 * BLOCK]);
        return archive.toByteArray();
    }

    private static int padding(int length) {
        return (BLOCK - length % BLOCK) % BLOCK;
    }

    private static byte[] header(String path, int length) {
        byte[] header = new byte[BLOCK];
        put(header, 0, path);
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, "%011o".formatted(length));
        put(header, 136, "%011o".formatted(1_700_000_000));
        put(header, 148, "        ");
        header[156] = '0';
        put(header, 257, "ustar  ");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /**
     * The files of an archive.
     *
     * @throws IllegalArgumentException if it is broken
     */
    public static SortedMap<String, byte[]> unpack(byte[] archive) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        int at = 0;
        while (at + BLOCK <= archive.length && archive[at] != 0) {
            int length = Integer.parseInt(text(archive, at + 124, 12).strip(), 8);
            String path = text(archive, at, 100);
            char type = (char) archive[at + 156];
            int end = at + BLOCK + length;
            if (!text(archive, at + 257, 5).equals("ustar") || end > archive.length) {
                throw new IllegalArgumentException("not a tar file");
            }
            if (type == '0') {
                files.put(path.startsWith("./") ? path.substring(2) : path, slice(archive, at + BLOCK, length));
            } else if (type != '5') {
                throw new IllegalArgumentException("an entry of type " + type);
            }
            at = end + padding(length);
        }
        if (at + BLOCK > archive.length) {
            throw new IllegalArgumentException("the end is missing");
        }
        return files;
    }

    private static byte[] slice(byte[] bytes, int at, int length) {
        byte[] slice = new byte[length];
        System.arraycopy(bytes, at, slice, 0, length);
        return slice;
    }

    private static String text(byte[] bytes, int at, int most) {
        int length = 0;
        while (length < most && at + length < bytes.length && bytes[at + length] != 0) {
            length++;
        }
        return new String(bytes, at, length, StandardCharsets.UTF_8);
    }

    /** Whether both have the same files, byte for byte. */
    public static boolean areSame(Map<String, byte[]> one, Map<String, byte[]> other) {
        return one.keySet().equals(other.keySet())
                && one.keySet().stream().allMatch(path -> Arrays.equals(one.get(path), other.get(path)));
    }
}
