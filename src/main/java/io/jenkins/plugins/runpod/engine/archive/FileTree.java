package io.jenkins.plugins.runpod.engine.archive;

import io.jenkins.plugins.runpod.engine.archive.Node.Folder;
import io.jenkins.plugins.runpod.engine.archive.Node.Link;
import io.jenkins.plugins.runpod.engine.archive.Node.PlainFile;
import io.jenkins.plugins.runpod.engine.text.Sizes;
import java.util.List;
import java.util.Optional;

/**
 * What an archive holds, before anything of it is written. The later of two entries with one path replaces the earlier, as tar does.
 * A path that is a folder stays one: nothing can turn it into a link, and nothing lies below a link.
 */
final class FileTree {
    private static final long MOST_LINK_TEXT = 16 << 20;

    private final ArchiveLimits limits;
    private final MaskedNames names;
    private final Folder root = new Folder(0);
    private final LargestFiles largest;
    private int entries;
    private int replaced;
    private long bytes;
    private long linkText;

    /** @param names how paths are shown in the reasons of a refusal */
    FileTree(ArchiveLimits limits, MaskedNames names) {
        this.limits = limits;
        this.names = names;
        this.largest = new LargestFiles(names);
    }

    Folder root() {
        return root;
    }

    /** Files, folders and links. */
    int entries() {
        return entries;
    }

    /** How often a later entry took the place of an earlier one. */
    int replaced() {
        return replaced;
    }

    long bytes() {
        return bytes;
    }

    /** Throws {@link RefusedArchive} if there are more bytes than the limit lets pass. */
    void checkBytes() throws RefusedArchive {
        if (bytes > limits.bytes()) {
            throw new RefusedArchive(
                    Refusal.TOO_LARGE,
                    "The files have " + Sizes.binary(bytes) + ", and the limit is " + Sizes.binary(limits.bytes())
                            + ". The largest: " + largest.text() + ".");
        }
    }

    /** Puts a file, or replaces one. Throws {@link Conflict} where a folder is. */
    void file(List<String> path, PlainFile file) throws Conflict, RefusedArchive {
        put(path, file);
        bytes = saturated(bytes, file.size());
        largest.add(path, file.size());
    }

    /** Puts a link, or replaces what is not a folder. */
    void link(List<String> path, Link link) throws Conflict, RefusedArchive {
        linkText += link.target().length();
        if (linkText > MOST_LINK_TEXT) {
            throw new RefusedArchive(Refusal.FIXED_LIMIT, "The targets of all links are longer than 16 MiB together.");
        }
        put(path, link);
    }

    /** Makes a folder, or gives one its time. */
    void folder(List<String> path, long seconds) throws Conflict, RefusedArchive {
        enter(path).seconds = seconds;
    }

    Optional<Node> find(List<String> path) {
        Node node = root;
        for (String name : path) {
            node = node instanceof Folder folder ? folder.children.get(name) : null;
        }
        return Optional.ofNullable(node);
    }

    /** Says that one link was taken out of the tree. */
    void removed() {
        entries--;
    }

    private void put(List<String> path, Node node) throws Conflict, RefusedArchive {
        if (path.isEmpty()) {
            throw new Conflict("is the folder itself");
        }
        checkDepth(path);
        Folder parent = enter(path.subList(0, path.size() - 1));
        String name = path.get(path.size() - 1);
        Node old = parent.children.get(name);
        if (old instanceof Folder) {
            throw new Conflict("is a folder and a file");
        }
        if (old == null) {
            count(path);
        } else {
            replaced++;
            bytes -= old instanceof PlainFile file ? file.size() : 0;
        }
        parent.children.put(name, node);
    }

    private Folder enter(List<String> path) throws Conflict, RefusedArchive {
        checkDepth(path);
        Folder folder = root;
        for (int i = 0; i < path.size(); i++) {
            Node next = folder.children.get(path.get(i));
            if (next == null) {
                count(path);
                next = new Folder(0);
                folder.children.put(path.get(i), next);
            }
            if (!(next instanceof Folder known)) {
                throw new Conflict(next instanceof Link ? "lies below a link" : "lies below a file");
            }
            folder = known;
        }
        return folder;
    }

    private void checkDepth(List<String> path) throws RefusedArchive {
        if (path.size() > limits.depth()) {
            throw new RefusedArchive(
                    Refusal.FIXED_LIMIT,
                    "The path " + names.of(path) + " is " + path.size() + " names deep, and the limit is "
                            + limits.depth() + ".");
        }
    }

    private void count(List<String> path) throws RefusedArchive {
        entries++;
        if (entries > limits.files()) {
            throw new RefusedArchive(
                    Refusal.TOO_MANY_FILES,
                    "There are more than " + limits.files()
                            + " files, folders and links, which is the limit. Most are in " + mostCrowded() + ", and "
                            + names.of(path) + " is the first beyond.");
        }
    }

    /** The folders at the top with the most below them. */
    private String mostCrowded() {
        var crowded = new LargestFiles(names);
        root.children.forEach((name, node) -> crowded.add(List.of(name), size(node)));
        return crowded.counts();
    }

    private static long size(Node node) {
        return node instanceof Folder folder
                ? 1
                        + folder.children.values().stream()
                                .mapToLong(FileTree::size)
                                .sum()
                : 1;
    }

    private static long saturated(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    /** A path that cannot be what it should be: the rest of a sentence about it. */
    static final class Conflict extends Exception {
        private static final long serialVersionUID = 1;

        Conflict(String reason) {
            super(reason);
        }
    }
}
