package io.jenkins.plugins.runpod.engine.archive;

import io.jenkins.plugins.runpod.engine.archive.Node.Folder;
import io.jenkins.plugins.runpod.engine.archive.Node.Link;
import io.jenkins.plugins.runpod.engine.archive.Node.PlainFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a tree into an empty folder: first folders and files, then links and the times of folders. */
final class TreeWriter {
    /** What the kernel copies at once, in bytes. An interrupt comes after it. */
    private static final long PIECE = 8 << 20;

    private final FileChannel archive;
    private final Notes leftOut;
    private final MaskedNames names;
    private final Notes problems = new Notes();
    private final List<String> path = new ArrayList<>();

    TreeWriter(FileChannel archive, Notes leftOut, MaskedNames names) {
        this.archive = archive;
        this.leftOut = leftOut;
        this.names = names;
    }

    /** Throws {@link RefusedArchive} for names that this file system cannot have, also beside each other. */
    void write(Folder tree, GuardedFolder root) throws IOException {
        files(tree, root);
        problems.refuseIfAny();
        links(tree, root);
        problems.refuseIfAny();
    }

    private void files(Folder folder, GuardedFolder place) throws IOException {
        for (Map.Entry<String, Node> child : folder.children.entrySet()) {
            String name = child.getKey();
            path.add(name);
            try {
                if (child.getValue() instanceof PlainFile file) {
                    content(file, place, name);
                } else if (child.getValue() instanceof Folder below) {
                    place.createFolder(name);
                    try (GuardedFolder inside = place.enter(name)) {
                        files(below, inside);
                    }
                }
            } catch (FileAlreadyExistsException e) {
                problems.add(Refusal.NAME, sameName());
            } catch (InvalidPathException e) {
                problems.add(
                        "The entry " + names.of(path) + " has a name that Java cannot write with the locale of this"
                                + " process. Start it with LC_ALL=C.UTF-8.");
            }
            path.remove(path.size() - 1);
        }
    }

    private String sameName() {
        return "The entry " + names.of(path) + " and another one have the same name on this file system.";
    }

    private void content(PlainFile file, GuardedFolder place, String name) throws IOException {
        try (SeekableByteChannel target = place.create(name, file.executable())) {
            long position = file.origin();
            long end = position + file.size();
            do { // once for an empty file as well, so that an interrupt ends a million of them
                if (Thread.currentThread().isInterrupted()) {
                    throw Unpacking.interrupted();
                }
                long count = archive.transferTo(position, Math.min(PIECE, end - position), target);
                if (count == 0 && position < end) {
                    throw new IOException("The archive became shorter while it was unpacked");
                }
                position += count;
            } while (position < end);
        }
        place.modified(name, file.seconds());
    }

    private void links(Folder folder, GuardedFolder place) throws IOException {
        for (Map.Entry<String, Node> child : folder.children.entrySet()) {
            String name = child.getKey();
            path.add(name);
            if (child.getValue() instanceof Link link) {
                link(link, place, name);
            } else if (child.getValue() instanceof Folder below) {
                try (GuardedFolder inside = place.enter(name)) {
                    links(below, inside);
                }
                if (below.seconds > 0) {
                    place.modified(name, below.seconds);
                }
            }
            path.remove(path.size() - 1);
        }
    }

    private void link(Link link, GuardedFolder place, String name) throws IOException {
        try {
            place.createLink(name, link.target());
        } catch (FileAlreadyExistsException e) {
            problems.add(Refusal.NAME, sameName());
        } catch (InvalidPathException | UnsupportedOperationException e) {
            leftOut.add("The link " + names.of(path) + " cannot be made on this file system.");
        } catch (FileSystemException e) {
            if (!e.getFile().contains("\\")) { // Windows makes no links without a privilege
                throw e;
            }
            leftOut.add("The link " + names.of(path) + " cannot be made on this file system.");
        }
    }
}
