package io.jenkins.plugins.runpod.engine.archive;

import io.jenkins.plugins.runpod.engine.archive.Node.Folder;
import io.jenkins.plugins.runpod.engine.archive.Node.Link;
import io.jenkins.plugins.runpod.engine.archive.Node.PlainFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a tree and the content of its files as a tar file. */
final class TreePacker {
    private final List<SourceFiles> sources;
    private final Packing.Permissions permissions;
    private final OutputStream out;
    private final TarWriter tar;
    private final byte[] buffer = new byte[128 << 10];
    private final List<String> path = new ArrayList<>();

    TreePacker(List<SourceFiles> sources, Packing.Permissions permissions, OutputStream out) {
        this.sources = sources;
        this.permissions = permissions;
        this.out = out;
        this.tar = new TarWriter(out);
    }

    void pack(Folder root) throws IOException {
        below(root);
        tar.end();
    }

    private void below(Folder folder) throws IOException {
        for (Map.Entry<String, Node> child : folder.children.entrySet()) {
            if (Thread.currentThread().isInterrupted()) {
                throw Unpacking.interrupted();
            }
            path.add(child.getKey());
            String name = String.join("/", path);
            if (child.getValue() instanceof PlainFile file) {
                content(name, file);
            } else if (child.getValue() instanceof Link link) {
                tar.header(name, '2', 0777, 0, link.seconds(), link.target());
            } else if (child.getValue() instanceof Folder inside) {
                tar.header(name + "/", '5', permissions.executable, 0, inside.seconds, "");
                below(inside);
            }
            path.remove(path.size() - 1);
        }
    }

    /** Writes as many bytes as the file had when it was found. What is appended to a log since then is not in the archive. */
    private void content(String name, PlainFile file) throws IOException {
        try (SeekableByteChannel source = open(file)) {
            int mode = file.executable() ? permissions.executable : permissions.plain;
            tar.header(name, '0', mode, file.size(), file.seconds(), "");
            long rest = file.size();
            while (rest > 0) {
                int count = read(source, (int) Math.min(buffer.length, rest));
                if (count < 0) {
                    throw new Packing.UnreadableInput(
                            "The file " + ShownName.of(name) + " became shorter while it was packed", null);
                }
                out.write(buffer, 0, count);
                rest -= count;
            }
            tar.pad(file.size());
        }
    }

    private SeekableByteChannel open(PlainFile file) throws IOException {
        try {
            return sources.get((int) file.origin()).open(path);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private int read(SeekableByteChannel source, int most) throws IOException {
        try {
            return source.read(ByteBuffer.wrap(buffer, 0, most));
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private IOException unreadable(IOException e) {
        return new Packing.UnreadableInput(
                "Cannot read the file " + ShownName.of(path) + ": " + Unpacking.reason(e, MaskedNames.PLAIN), e);
    }
}
