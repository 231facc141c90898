package io.jenkins.plugins.runpod.files;

import hudson.AbortException;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.archive.OutwardLinks;
import io.jenkins.plugins.runpod.engine.archive.RefusedArchive;
import io.jenkins.plugins.runpod.engine.archive.Unpacking;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A tar file with files of an input, which comes to the controller from elsewhere. It is unpacked as a stranger's would be, within the limits
 * of the task. So what is too large never fills the disk. Blocks. Stateless.
 */
final class IncomingArchive {
    /** The most of a tar file that is not content, for each of its files: headers, long names, padding. */
    private static final int OVERHEAD = 16 << 10;

    private IncomingArchive() {}

    /** The most that an archive of the task may hold. */
    static ArchiveLimits limits(FilesContext context) {
        return new ArchiveLimits(context.mostBytes(), context.mostFiles(), ArchiveLimits.DEFAULT.depth());
    }

    /** Where the tar file comes from. */
    interface Source {
        void copyTo(OutputStream out) throws IOException, InterruptedException;
    }

    /**
     * Unpacks it.
     *
     * @param folder of the input, which is empty
     * @return a sentence for each file that was left out
     * @throws AbortException with a sentence for the user, if it is refused
     */
    static List<String> unpack(Source source, ArchiveLimits limits, Path folder)
            throws IOException, InterruptedException {
        Path archive = folder.resolveSibling(folder.getFileName() + ".tar");
        try {
            try (OutputStream out = new BoundedOutput(
                    Files.newOutputStream(archive), limits.bytes(), (long) limits.files() * OVERHEAD)) {
                source.copyTo(out);
            }
            Files.delete(folder);
            return new Unpacking(limits, OutwardLinks.LEAVE_OUT)
                    .unpack(archive, folder)
                    .leftOut();
        } catch (RefusedArchive e) {
            throw new AbortException(Words.withoutFullStop(e.getMessage()));
        } finally {
            Files.deleteIfExists(archive);
        }
    }
}
