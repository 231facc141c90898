package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.transfer.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The SHA-256 of a file and of its parts, read once. Blocks for disk I/O.
 *
 * @param length of the file, in bytes
 * @param parts of the same length each, except for the last. An empty file has one, which is empty
 */
record Digests(long length, Sha256 whole, List<Sha256> parts) {
    private static final int PIECE = 64 << 10;

    /** @param part the length of a part, a multiple of 64 KiB */
    static Digests of(Path file, long part) throws IOException {
        MessageDigest whole = sha256();
        MessageDigest single = sha256();
        List<Sha256> parts = new ArrayList<>();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = channel.size();
            long position = 0;
            while (position < length) {
                piece.clear().limit((int) Math.min(PIECE, length - position));
                int count = channel.read(piece, position);
                if (count < 0) {
                    throw new EOFException(file + " became shorter");
                }
                long rest = part - position % part;
                // A read may end anywhere, so a piece may belong to two parts.
                int first = (int) Math.min(rest, count);
                whole.update(piece.array(), 0, count);
                single.update(piece.array(), 0, first);
                if (first == rest) {
                    parts.add(end(single));
                    single.update(piece.array(), first, count - first);
                }
                position += count;
            }
            if (length % part != 0 || length == 0) {
                parts.add(end(single));
            }
            return new Digests(length, end(whole), List.copyOf(parts));
        }
    }

    /** Of the whole file alone. */
    static Sha256 of(Path file) throws IOException {
        return of(file, Long.MAX_VALUE).whole();
    }

    private static Sha256 end(MessageDigest digest) {
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }
}
