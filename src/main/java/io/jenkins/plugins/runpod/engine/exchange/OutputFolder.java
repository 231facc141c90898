package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.file.IoReason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The folder of the outputs. Each file there is replaced at once by a complete one. Nothing else in it changes, and nothing outside of it.
 *
 * <p>A file gets a second name where the file system allows that, so that large outputs are not written twice. Names that the pod chose lead
 * through no link, because a link can lead anywhere.
 *
 * <p>Its methods block for disk I/O, and an interrupt ends them. Other processes should not change the folder at the same time.
 */
public final class OutputFolder {
    private final Path folder;
    private final String draft;

    /**
     * @param folder need not exist, and may be reached through links
     * @param draft the name of a file that is not complete, beside the one that it becomes
     */
    public OutputFolder(Path folder, String draft) {
        this.folder = folder.toAbsolutePath().normalize();
        this.draft = draft;
    }

    /**
     * Takes files over. Again with the same files, it goes on.
     *
     * @param files where they are
     * @param paths of files and links, with slashes
     * @throws UnusableOutputs before anything is written, if something else has one of the names
     */
    public void take(Path files, Collection<String> paths) throws IOException {
        Files.createDirectories(folder);
        Set<String> all = new LinkedHashSet<>(paths);
        for (String path : all) {
            check(Path.of(path));
        }
        for (String path : all) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            check(Path.of(path)); // again, because what was written before may be a link
            take(files.resolve(path), folder.resolve(path));
        }
    }

    private void check(Path path) throws UnusableOutputs {
        for (int names = 1; names < path.getNameCount(); names++) {
            Path above = folder.resolve(path.subpath(0, names));
            if (Files.isSymbolicLink(above)) {
                throw new UnusableOutputs(
                        above + " is a link, and no output is written through one",
                        "Remove the link, or let the outputs go to another folder.");
            } else if (Files.exists(above) && !Files.isDirectory(above)) {
                throw new UnusableOutputs(
                        above + " is a file, and the outputs have a directory of that name",
                        "Remove the file, or let the outputs go to another folder.");
            }
        }
        Path target = folder.resolve(path);
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnusableOutputs(
                    target + " is a directory, and the outputs have a file of that name",
                    "Remove the directory, or let the outputs go to another folder.");
        }
    }

    private void take(Path file, Path target) throws IOException {
        Path beside = target.resolveSibling(draft);
        try {
            Files.createDirectories(Objects.requireNonNull(target.getParent(), "it is below the folder"));
            Files.deleteIfExists(beside);
            if (isThere(file, target)) {
                return; // a rename between two names of one file does nothing
            }
            if (!linked(file, beside)) {
                Files.copy(file, beside, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException("Cannot write the output " + target + ": " + IoReason.of(e), e);
        }
    }

    private static boolean isThere(Path file, Path target) throws IOException {
        return Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                && !Files.isSymbolicLink(file)
                && !Files.isSymbolicLink(target)
                && Files.isSameFile(file, target);
    }

    private static boolean linked(Path file, Path beside) {
        try {
            if (Files.isSymbolicLink(file)) {
                return false;
            }
            Files.createLink(beside, file);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false; // another file system, or one without second names
        }
    }
}
