package io.jenkins.plugins.runpod.engine.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A file that is replaced as a whole: after the end of the process at any moment the old or the new content is there. For one
 * writer at a time.
 *
 * <p>After a loss of power, some file systems have the new name with no content. So the last content that was forced to disk stays
 * beside the file, as {@link #forced}, while the file has content that was not forced. If the file cannot be read, that is to be read.
 */
public final class AtomicFile {
    /** What a write outlives. */
    public enum Durability {
        /** The end of the process. */
        PROCESS,
        /** The loss of power as well: the file and its folder are forced to disk, which takes milliseconds. */
        POWER
    }

    private static final Logger LOGGER = Logger.getLogger(AtomicFile.class.getName());
    private static final FileAttribute<?>[] OWNER_ALONE = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };

    private final Path file;
    private final Path folder;
    private final Path draft;
    private final boolean secret;
    private boolean folderForced;
    private boolean contentForced;

    private AtomicFile(Path file, boolean secret) {
        this.file = file.toAbsolutePath();
        this.folder = Objects.requireNonNull(this.file.getParent(), "a file lies in a folder");
        this.draft = folder.resolve(this.file.getFileName() + ".new");
        this.secret =
                secret && folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** A file with the usual permissions. It need not exist, nor its folder. */
    public static AtomicFile at(Path file) {
        return new AtomicFile(file, false);
    }

    /** A file that only its owner may read, where the file system has such permissions. */
    public static AtomicFile ofOwner(Path file) {
        return new AtomicFile(file, true);
    }

    /** Where the last content that was forced to disk is, if the content of this file was not. */
    public static Path forced(Path file) {
        return file.resolveSibling(file.getFileName() + ".forced");
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /** Replaces the content. Makes the folder if it is missing. */
    public void replace(byte[] content, Durability durability) throws IOException {
        boolean force = durability == Durability.POWER || (contentForced && !keepForced());
        try {
            write(content, force);
        } catch (NoSuchFileException e) {
            Files.createDirectories(folder);
            write(content, force);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (force) {
            forceNames();
            Files.deleteIfExists(forced(file));
        }
        contentForced = force;
    }

    /** Gives the content that is on disk a second name. False where a file cannot have two. */
    private boolean keepForced() {
        try {
            Files.deleteIfExists(forced(file));
            Files.createLink(forced(file), file);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            LOGGER.log(Level.FINE, "No second name for " + file, e);
            return false;
        }
    }

    /** The folder may be as new as the file. */
    private void forceNames() throws IOException {
        force(folder);
        Path above = folder.getParent();
        if (!folderForced && above != null) {
            force(above);
        }
        folderForced = true;
    }

    private void write(byte[] content, boolean force) throws IOException {
        try (FileChannel channel = open()) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            if (force) {
                channel.force(false);
            }
        }
    }

    private FileChannel open() throws IOException {
        if (!secret) {
            return FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        }
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            return FileChannel.open(draft, fresh, OWNER_ALONE);
        } catch (FileAlreadyExistsException e) { // of a process that was killed, with whatever permissions
            Files.delete(draft);
            return FileChannel.open(draft, fresh, OWNER_ALONE);
        }
    }

    /** A rename is on disk when its folder is. Windows opens no folder, and needs no such call. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (java.nio.file.AccessDeniedException e) {
            if (!java.io.File.separator.equals("\\")) {
                throw e;
            }
        }
    }
}
