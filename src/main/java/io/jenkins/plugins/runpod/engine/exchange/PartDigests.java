package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.transfer.ArchivePart;
import io.jenkins.plugins.runpod.engine.transfer.Sha256;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Computes the SHA-256 of the parts of an archive while it is written. */
final class PartDigests extends OutputStream {
    private final int partLength;
    private final MessageDigest digest = Sha256.digest();
    private final List<ArchivePart> whole = new ArrayList<>();
    private int length;

    /** @param partLength of all parts but the last, in bytes */
    PartDigests(int partLength) {
        this.partLength = partLength;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        int at = from;
        int end = from + count;
        while (at < end) {
            if (length == partLength) {
                next();
            }
            int piece = Math.min(end - at, partLength - length);
            digest.update(bytes, at, piece);
            length += piece;
            at += piece;
        }
    }

    private void next() {
        whole.add(new ArchivePart(whole.size(), length, Sha256.end(digest)));
        length = 0;
    }

    /** All parts, once everything is written. An empty archive has one. */
    List<ArchivePart> parts() {
        next();
        return List.copyOf(whole);
    }
}
