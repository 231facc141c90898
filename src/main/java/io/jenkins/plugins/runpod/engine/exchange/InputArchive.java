package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.archive.TarContents;
import io.jenkins.plugins.runpod.engine.transfer.ArchivePart;
import io.jenkins.plugins.runpod.engine.transfer.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The packed inputs of a task, and the parts in which they are sent. Immutable.
 *
 * @param length in bytes
 * @param contents what is in the archive
 */
record InputArchive(long length, Sha256 sha256, TarContents contents, List<ArchivePart> parts) {
    /** The length of a part. A broken connection costs at most one part. */
    static final int PART = 16 << 20;

    /** Reads the whole archive. Blocks for disk I/O. */
    static InputArchive read(Path file) throws IOException {
        TarContents contents = TarContents.of(file);
        Digests digests = Digests.of(file, PART);
        List<ArchivePart> parts = new ArrayList<>();
        for (Sha256 sha256 : digests.parts()) {
            long length = Math.min(PART, digests.length() - offset(parts.size()));
            parts.add(new ArchivePart(parts.size(), length, sha256));
        }
        return new InputArchive(digests.length(), digests.whole(), contents, List.copyOf(parts));
    }

    /** Where a part begins, in bytes. */
    static long offset(int part) {
        return (long) part * PART;
    }
}
