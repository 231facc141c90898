package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.transfer.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The SHA-256 of a file that grows, carried on with what is appended. It is known as long as it has seen each byte in its place: it
 * forgets what it knew if something is written elsewhere, and begins anew at the beginning of the file. Not safe for use by many threads.
 */
final class RunningDigest {
    private final MessageDigest digest = Sha256.digest();
    private long length;
    private boolean known = true;

    /** Sees bytes that are written at a position of the file. */
    void wrote(long position, ByteBuffer bytes) {
        if (position == 0) {
            digest.reset();
            length = 0;
            known = true;
        }
        known = known && position == length;
        if (known) {
            length += bytes.remaining();
            digest.update(bytes);
        }
    }

    /** The SHA-256 of a file of this length, if it is known. Once: then it is known no more. */
    Optional<Sha256> end(long fileLength) {
        if (!known || length != fileLength) {
            return Optional.empty();
        }
        known = false;
        return Optional.of(Sha256.end(digest));
    }
}
