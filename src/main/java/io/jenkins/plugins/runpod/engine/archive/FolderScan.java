package io.jenkins.plugins.runpod.engine.archive;

import io.jenkins.plugins.runpod.engine.archive.FileTree.Conflict;
import io.jenkins.plugins.runpod.engine.archive.Node.Folder;
import io.jenkins.plugins.runpod.engine.archive.Node.Link;
import io.jenkins.plugins.runpod.engine.archive.Node.PlainFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/** Finds the files of one input, without following a link, and puts them into the tree of the archive. */
final class FolderScan {
    private final PackInput input;
    private final int number;
    private final FileTree tree;
    private final Notes leftOut;
    private final Notes problems;
    private final List<String> prefix;

    /** A scan of the input with that number. */
    FolderScan(PackInput input, int number, FileTree tree, Notes leftOut, Notes problems) {
        this.input = input;
        this.number = number;
        this.tree = tree;
        this.leftOut = leftOut;
        this.problems = problems;
        this.prefix = input.prefixNames();
    }

    /** Throws {@link RefusedArchive} for a limit. */
    void run(GuardedFolder root) throws IOException {
        if (!prefix.isEmpty()) {
            put(List.of(), () -> tree.folder(prefix, 0));
        }
        scan(root, List.of());
    }

    private void scan(GuardedFolder folder, List<String> at) throws IOException {
        List<Path> names = folder.names();
        names.sort((a, b) -> a.toString().compareTo(b.toString()));
        for (Path entry : names) {
            if (Thread.currentThread().isInterrupted()) {
                throw Unpacking.interrupted();
            }
            String name = entry.toString();
            List<String> path = plus(at, name);
            if (!entry.getFileSystem().getPath(name).equals(entry)) {
                leftOut.add("The file " + ShownName.of(path) + " has a name that is not UTF-8.");
                continue;
            }
            try {
                BasicFileAttributes found = folder.attributes(name);
                if (found.isDirectory() && !found.isOther()) {
                    folder(folder, path, found);
                } else if (input.selection().selects(String.join("/", path))) {
                    leaf(folder, path, found);
                }
            } catch (NoSuchFileException e) { // deleted since the folder was read
                leftOut.add("The file " + ShownName.of(path) + " was deleted while it was packed.");
            }
        }
    }

    private static List<String> plus(List<String> path, String name) {
        var longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    private void folder(GuardedFolder parent, List<String> path, BasicFileAttributes found) throws IOException {
        String text = String.join("/", path);
        List<String> target = target(path);
        if (input.selection().selects(text)) {
            put(path, () -> tree.folder(target, 0));
        }
        if (input.selection().enters(text)) {
            try (GuardedFolder below = parent.enter(path.get(path.size() - 1))) {
                scan(below, path);
            }
        }
        if (tree.find(target).orElse(null) instanceof Folder folder) {
            folder.seconds = seconds(found);
        }
    }

    private void leaf(GuardedFolder folder, List<String> path, BasicFileAttributes found) throws IOException {
        if (found.isSymbolicLink()) {
            String text = folder.linkTarget(path.get(path.size() - 1));
            put(path, () -> tree.link(target(path), new Link(text, seconds(found))));
        } else if (found.isRegularFile()) {
            put(path, () -> tree.file(target(path), new PlainFile(number, found.size(), runs(found), seconds(found))));
        } else {
            leftOut.add("The file " + ShownName.of(path) + " is a socket, a pipe or a device.");
        }
    }

    private List<String> target(List<String> path) {
        var target = new ArrayList<>(prefix);
        target.addAll(path);
        return target;
    }

    private static boolean runs(BasicFileAttributes found) {
        return found instanceof PosixFileAttributes posix
                && posix.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
    }

    private static long seconds(BasicFileAttributes found) {
        return found.lastModifiedTime().toInstant().getEpochSecond();
    }

    private void put(List<String> path, Putting putting) throws RefusedArchive {
        try {
            putting.put();
        } catch (Conflict e) {
            problems.add("The path " + ShownName.of(target(path)) + " of one input " + e.getMessage() + " of another.");
        }
    }

    /** Puts something into the tree. */
    private interface Putting {
        void put() throws Conflict, RefusedArchive;
    }
}
