package io.jenkins.plugins.runpod.engine.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Opens the files of one input again, in the order of their paths, without following a link. */
final class SourceFiles implements Closeable {
    private final GuardedFolder root;
    private final int prefix;
    private final Deque<GuardedFolder> open = new ArrayDeque<>();
    private final List<String> names = new ArrayList<>();

    /** The files below a folder, whose paths begin with so many names that are not theirs. */
    SourceFiles(GuardedFolder root, int prefix) {
        this.root = root;
        this.prefix = prefix;
    }

    SeekableByteChannel open(List<String> target) throws IOException {
        List<String> path = target.subList(prefix, target.size());
        List<String> parent = path.subList(0, path.size() - 1);
        while (names.size() > parent.size() || !names.equals(parent.subList(0, names.size()))) {
            open.pop().close();
            names.remove(names.size() - 1);
        }
        for (String name : parent.subList(names.size(), parent.size())) {
            open.push((open.isEmpty() ? root : open.peek()).enter(name));
            names.add(name);
        }
        return (open.isEmpty() ? root : open.peek()).read(path.get(path.size() - 1));
    }

    @Override
    public void close() throws IOException {
        for (GuardedFolder folder : open) {
            folder.close();
        }
        root.close();
    }
}
