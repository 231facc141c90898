package io.jenkins.plugins.runpod.engine.archive;

import java.util.TreeMap;

/** What has a name in a tree of files. */
sealed interface Node {
    /**
     * A regular file.
     *
     * @param origin where its content is: a position in an archive, or the number of a folder
     * @param size its bytes
     * @param executable whether its owner may run it
     * @param seconds when it was changed, since 1970
     */
    record PlainFile(long origin, long size, boolean executable, long seconds) implements Node {}

    /**
     * A symbolic link.
     *
     * @param target the text in the link
     * @param seconds when it was made, since 1970
     */
    record Link(String target, long seconds) implements Node {}

    /** A folder. Its names are in the order of their characters. */
    final class Folder implements Node {
        final TreeMap<String, Node> children = new TreeMap<>();
        long seconds;

        Folder(long seconds) {
            this.seconds = seconds;
        }
    }
}
