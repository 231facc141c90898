package io.jenkins.plugins.runpod.engine.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What a tar file of ours holds.
 *
 * @param files files and links, without folders
 * @param bytes the content of all files
 */
public record TarContents(int files, long bytes) {
    /** Reads the headers. Blocks for disk I/O. */
    public static TarContents of(Path archive) throws IOException {
        int files = 0;
        long bytes = 0;
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.READ)) {
            TarReader reader = new TarReader(file);
            for (Optional<TarItem> item = reader.next(); item.isPresent(); item = reader.next()) {
                TarHeader header = item.get().header();
                files += header.type() == '5' ? 0 : 1;
                bytes += header.size();
            }
        }
        return new TarContents(files, bytes);
    }
}
