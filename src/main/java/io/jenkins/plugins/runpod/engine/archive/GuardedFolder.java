package io.jenkins.plugins.runpod.engine.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A folder that is open. Names in it are never paths, and no link is followed on the way to them. Files are opened and deleted so also if
 * another process puts a link there at the same time. Folders and links are made by their paths. Where the platform has no {@link SecureDirectoryStream}, each folder is checked before it is entered.
 * For one thread.
 */
class GuardedFolder implements Closeable {
    private static final FileAttribute<?>[] PLAIN = attribute("rw-r--r--");
    private static final FileAttribute<?>[] EXECUTABLE = attribute("rwxr-xr-x");
    private static final FileAttribute<?>[] NONE = {};
    private static final Set<OpenOption> FRESH =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final DirectoryStream<Path> stream;
    private final SecureDirectoryStream<Path> handle;
    private final boolean posix;

    GuardedFolder(Path path, DirectoryStream<Path> stream, boolean handles) {
        this.path = path;
        this.stream = stream;
        this.handle = handles && stream instanceof SecureDirectoryStream<Path> secure ? secure : null;
        this.posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** A folder by its path, which is trusted. */
    static GuardedFolder open(Path path) throws IOException {
        return new GuardedFolder(path, Files.newDirectoryStream(path), true);
    }

    private static FileAttribute<?>[] attribute(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    /** A folder in this one. Throws if the name is a link or a file. */
    GuardedFolder enter(String name) throws IOException {
        Path below = path.resolve(name);
        if (handle != null) {
            return make(below, handle.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
        }
        BasicFileAttributes found = attributes(name);
        if (!found.isDirectory() || found.isSymbolicLink() || found.isOther()) {
            throw new FileSystemException(below.toString(), null, "is not a folder");
        }
        return make(below, Files.newDirectoryStream(below));
    }

    GuardedFolder make(Path below, DirectoryStream<Path> opened) {
        return new GuardedFolder(below, opened, handle != null);
    }

    /** The names in it, once for each time that it was entered. */
    List<Path> names() throws IOException {
        var names = new ArrayList<Path>();
        try {
            stream.forEach(entry -> names.add(entry.getFileName()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** The attributes of a name, a link's own ones. */
    BasicFileAttributes attributes(String name) throws IOException {
        return view(name).readAttributes();
    }

    private BasicFileAttributeView view(String name) throws IOException {
        Class<? extends BasicFileAttributeView> type =
                posix ? PosixFileAttributeView.class : BasicFileAttributeView.class;
        BasicFileAttributeView view = handle != null
                ? handle.getFileAttributeView(Path.of(name), type, LinkOption.NOFOLLOW_LINKS)
                : Files.getFileAttributeView(path.resolve(name), type, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw new NoSuchFileException(path.resolve(name).toString(), null, "has no attributes");
        }
        return view;
    }

    /** A regular file. What has become a pipe would be waited for without an end, and no interrupt ends that. */
    SeekableByteChannel read(String name) throws IOException {
        BasicFileAttributes found = attributes(name);
        if (!found.isRegularFile() || found.isSymbolicLink()) {
            throw new FileSystemException(path.resolve(name).toString(), null, "is no regular file");
        }
        return handle != null
                ? handle.newByteChannel(Path.of(name), READ)
                : Files.newByteChannel(path.resolve(name), READ);
    }

    /** A file that did not exist. The umask of the process takes away what it always does. */
    SeekableByteChannel create(String name, boolean executable) throws IOException {
        FileAttribute<?>[] permissions = !posix ? NONE : executable ? EXECUTABLE : PLAIN;
        return handle != null
                ? handle.newByteChannel(Path.of(name), FRESH, permissions)
                : Files.newByteChannel(path.resolve(name), FRESH, permissions);
    }

    /** A folder that did not exist. Java has no such call below an open folder. */
    void createFolder(String name) throws IOException {
        Files.createDirectory(path.resolve(name));
    }

    /** A link that did not exist. */
    void createLink(String name, String target) throws IOException {
        Files.createSymbolicLink(path.resolve(name), path.getFileSystem().getPath(target));
    }

    /** The text of a link, with slashes. An absolute target begins with one. */
    String linkTarget(String name) throws IOException {
        Path target = Files.readSymbolicLink(path.resolve(name));
        String text = target.toString().replace(path.getFileSystem().getSeparator(), "/");
        return target.isAbsolute() && !text.startsWith("/") ? "/" + text : text;
    }

    void modified(String name, long seconds) throws IOException {
        view(name).setTimes(FileTime.from(Instant.ofEpochSecond(seconds)), null, null);
    }

    /** Deletes all that is in it, as far as it can be deleted. */
    void empty() throws IOException {
        for (Path entry : names()) {
            String name = entry.toString();
            if (attributes(name).isDirectory()) {
                try (GuardedFolder below = enter(name)) {
                    below.empty();
                }
                deleteFolder(name);
            } else if (handle != null) {
                handle.deleteFile(entry);
            } else {
                Files.delete(path.resolve(name));
            }
        }
    }

    private void deleteFolder(String name) throws IOException {
        if (handle != null) {
            handle.deleteDirectory(Path.of(name));
        } else {
            Files.delete(path.resolve(name));
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
