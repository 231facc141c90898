package io.jenkins.plugins.runpod.engine.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * Reads the entries of a tar file that a stranger wrote, in bounded memory. It takes what GNU, busybox, toybox and BSD tar write,
 * and nothing that two readers could understand in two ways.
 *
 * <p>Ant's {@code TarInputStream} is not used. It reads long names and pax headers of any size into memory, does not check
 * checksums, takes slashes from the beginning of names, and replaces bytes that are no UTF-8.
 */
final class TarReader {
    private static final int LONGEST_NAME = 8 << 10;
    private static final int LARGEST_PAX = 1 << 20;
    private static final int MOST_EXTENSIONS = 8;
    private static final int MOST_PADDING = 1 << 20;

    private final FileChannel file;
    private final long length;
    private long position;

    TarReader(FileChannel file) throws IOException {
        this.file = file;
        this.length = file.size();
    }

    /** The next entry, or none at the end of the archive. Throws {@link BrokenTar}. */
    Optional<TarItem> next() throws IOException {
        var extensions = new Extensions();
        while (true) {
            byte[] block = read(TarHeader.BLOCK);
            if (isZero(block)) {
                if (extensions.count() > 0) {
                    throw new BrokenTar("a long name without a file");
                }
                end();
                return Optional.empty();
            }
            TarHeader header = TarHeader.parse(block);
            switch (header.type()) {
                case 'L' -> extensions.longName(content(header, LONGEST_NAME));
                case 'K' -> extensions.longLink(content(header, LONGEST_NAME));
                case 'x' -> extensions.pax(content(header, LARGEST_PAX), false);
                case 'g' -> extensions.pax(content(header, LARGEST_PAX), true);
                default -> {
                    return Optional.of(entry(extensions.apply(header, position)));
                }
            }
            if (extensions.count() > MOST_EXTENSIONS) {
                throw new BrokenTar("more than " + MOST_EXTENSIONS + " long names or pax headers before one file");
            }
        }
    }

    private TarItem entry(TarItem item) throws BrokenTar {
        long size = item.header().size();
        if (size > length - position || TarHeader.padded(size) > length - position) {
            throw new BrokenTar("a file that is larger than the rest of the archive");
        }
        position += TarHeader.padded(size);
        return item;
    }

    private byte[] content(TarHeader header, int most) throws IOException {
        if (header.size() > most) {
            throw new BrokenTar("a long name or pax header of more than " + most + " bytes");
        }
        byte[] content = read((int) header.size());
        position = TarHeader.padded(position);
        return content;
    }

    private byte[] read(int size) throws IOException {
        if (size > length - position) {
            throw new BrokenTar("the end of the file, although the archive goes on");
        }
        var buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining()) {
            int count = file.read(buffer, position);
            if (count < 0) {
                throw new BrokenTar("the end of the file, although the archive goes on");
            }
            position += count;
        }
        return buffer.array();
    }

    /** A second block of zeros, then padding. */
    private void end() throws IOException {
        if (!isZero(read(TarHeader.BLOCK))) {
            throw new BrokenTar("a header after a block of zeros");
        }
        if (length - position > MOST_PADDING) {
            throw new BrokenTar("more than 1 MiB after the end of the archive");
        }
        while (position < length) {
            if (!isZero(read((int) Math.min(TarHeader.BLOCK, length - position)))) {
                throw new BrokenTar("other bytes after the end of the archive");
            }
        }
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
