package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.archive.TarContents;
import io.jenkins.plugins.runpod.engine.transfer.ArchivePart;
import io.jenkins.plugins.runpod.engine.transfer.Sha256;
import io.jenkins.plugins.runpod.engine.transfer.UnpackParts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The packed inputs of a task, and the parts in which they are sent. Immutable.
 *
 * @param length in bytes
 * @param sha256 see {@link UnpackParts#identity}
 * @param contents what is in the archive
 */
record InputArchive(long length, Sha256 sha256, TarContents contents, List<ArchivePart> parts) {
    /** The least length of a part, unless a test has another one. A broken connection costs at most one part. */
    static final int PART = 16 << 20;
    /** The pod tells each part in a line, and {@link ScriptText} keeps as much. */
    private static final int MOST_PARTS = 1000;

    static InputArchive of(TarContents contents, List<ArchivePart> parts) {
        long length = parts.stream().mapToLong(ArchivePart::length).sum();
        return new InputArchive(length, UnpackParts.identity(parts), contents, List.copyOf(parts));
    }

    /**
     * What its index tells. Without one it is {@link #read}. Blocks for disk I/O.
     *
     * @param folder of the exchange
     * @param least the least length of a part, in bytes
     */
    static InputArchive of(Path folder, int least) throws IOException {
        long length = Files.size(folder.resolve(FileExchange.INPUTS));
        Optional<InputArchive> known = InputIndex.read(folder, length, partLength(length, least));
        return known.isPresent() ? known.get() : read(folder, least);
    }

    /** Reads the whole archive, likewise. */
    static InputArchive read(Path folder, int least) throws IOException {
        return of(TarContents.of(folder.resolve(FileExchange.INPUTS)), parts(folder, least));
    }

    /** Reads the parts alone, likewise. */
    static List<ArchivePart> parts(Path folder, int least) throws IOException {
        Path file = folder.resolve(FileExchange.INPUTS);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = channel.size();
            return parts(channel, length, partLength(length, least));
        }
    }

    private static List<ArchivePart> parts(FileChannel archive, long length, long most) throws IOException {
        List<ArchivePart> parts = new ArrayList<>();
        do {
            long begin = parts.size() * most;
            long part = Math.min(most, length - begin);
            parts.add(new ArchivePart(parts.size(), part, Digests.of(archive, begin, part)));
        } while (parts.size() * most < length);
        return parts;
    }

    /** Where a part of this archive begins, in bytes. All parts but the last have one length. */
    long offset(ArchivePart part) {
        return part.number() * parts.get(0).length();
    }

    /** The length of all parts but the last. It depends on the archive alone, so that a transfer goes on after a restart. */
    static long partLength(long length, int least) {
        return Math.max(least, (length + MOST_PARTS - 1) / MOST_PARTS);
    }
}
