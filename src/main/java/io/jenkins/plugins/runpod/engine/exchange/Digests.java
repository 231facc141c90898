package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.transfer.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** The SHA-256 of a file or of a part of it. Blocks for disk I/O. Stateless. */
final class Digests {
    private static final int PIECE = 64 << 10;

    private Digests() {}

    /** Of the whole file. */
    static Sha256 of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return of(channel, 0, channel.size());
        }
    }

    /**
     * Of a part of a file.
     *
     * @throws EOFException if the file ends before
     */
    static Sha256 of(FileChannel channel, long offset, long length) throws IOException {
        MessageDigest digest = Sha256.digest();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (long position = 0; position < length; position += piece.remaining()) {
            piece.clear().limit((int) Math.min(PIECE, length - position));
            if (channel.read(piece, offset + position) <= 0) {
                throw new EOFException("the file became shorter");
            }
            digest.update(piece.flip());
            piece.rewind();
        }
        return Sha256.end(digest);
    }
}
