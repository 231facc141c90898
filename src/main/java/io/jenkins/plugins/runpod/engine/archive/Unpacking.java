package io.jenkins.plugins.runpod.engine.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Unpacks a tar file that a stranger wrote into a fresh folder. Nothing is ever written outside of it.
 *
 * <ol>
 *   <li>{@link ArchiveListing} reads all headers into a {@link FileTree}. All problems are found there, and nothing is on disk yet.
 *   <li>{@link TreeWriter} makes folders and files. There is no link yet, so no path can lead through one.
 *   <li>It makes the links that stay in the folder, and sets the times of folders.
 * </ol>
 *
 * <p>Owners and permissions are not taken over, except for the executable bit of a file's owner. So the process can read and
 * delete what it unpacked. Hard links become copies. For any thread, which an interrupt ends.
 */
public final class Unpacking {
    private static final Logger LOGGER = Logger.getLogger(Unpacking.class.getName());

    private final ArchiveLimits limits;
    private final OutwardLinks outward;
    private final Opening opening;
    private final MaskedNames names;

    /** What an archive may hold, and what becomes of its links that lead out. */
    public Unpacking(ArchiveLimits limits, OutwardLinks outward) {
        this(limits, outward, GuardedFolder::open);
    }

    Unpacking(ArchiveLimits limits, OutwardLinks outward, Opening opening) {
        this(limits, outward, opening, MaskedNames.PLAIN);
    }

    private Unpacking(ArchiveLimits limits, OutwardLinks outward, Opening opening, MaskedNames names) {
        this.limits = limits;
        this.outward = outward;
        this.opening = opening;
        this.names = names;
    }

    /** The same, which masks secrets in the names that it shows. */
    public Unpacking masking(UnaryOperator<String> mask) {
        return new Unpacking(limits, outward, opening, new MaskedNames(mask));
    }

    /** How a folder is opened. */
    interface Opening {
        GuardedFolder open(Path folder) throws IOException;
    }

    /**
     * Unpacks the file.
     *
     * @param folder does not exist yet, unlike the folder above it
     * @throws RefusedArchive with all reasons
     * @throws InterruptedIOException if the thread was interrupted
     * @throws IOException if a file cannot be read or written. Then, as in all other failures, the folder is removed
     */
    public Unpacked unpack(Path archive, Path folder) throws IOException {
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.READ)) {
            var leftOut = new Notes();
            FileTree tree = new ArchiveListing(limits, outward, isWindows(folder), names).read(file, leftOut);
            write(file, tree, folder, leftOut);
            return new Unpacked(tree.entries(), tree.bytes(), leftOut.sentences());
        } catch (ClosedByInterruptException e) {
            throw interrupted();
        }
    }

    private void write(FileChannel file, FileTree tree, Path folder, Notes leftOut) throws IOException {
        Files.createDirectory(folder);
        boolean done = false;
        try (GuardedFolder root = opening.open(folder)) {
            var writer = new TreeWriter(file, leftOut, names);
            writer.write(tree.root(), root);
            done = true;
        } catch (RefusedArchive | InterruptedIOException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("Cannot unpack into " + folder + ": " + reason(e, names), e);
        } finally {
            if (!done) {
                remove(folder);
            }
        }
    }

    /** The reason, with the path escaped that a stranger chose. */
    static String reason(IOException e, MaskedNames names) {
        if (!(e instanceof FileSystemException failure)) {
            return String.valueOf(e.getMessage());
        }
        String name = failure.getFile() == null ? "" : names.of(failure.getFile()) + ": ";
        if (failure.getReason() != null) {
            return name + failure.getReason();
        }
        return name
                + (failure instanceof AccessDeniedException
                        ? "access denied"
                        : failure instanceof NoSuchFileException
                                ? "no such file"
                                : failure.getClass().getSimpleName());
    }

    private static void remove(Path folder) {
        try {
            FolderRemoval.remove(folder);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot remove the folder " + folder + " of an archive that was not unpacked", e);
        }
    }

    static InterruptedIOException interrupted() {
        return new InterruptedIOException("Interrupted");
    }

    private static boolean isWindows(Path folder) {
        return folder.getFileSystem().getSeparator().equals("\\");
    }
}
