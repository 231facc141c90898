package io.jenkins.plugins.runpod.engine.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs folders into one tar file. First it finds all files, so that a limit is told before anything is written. Then it reads
 * them, in the order of their names. Equal trees give equal archives.
 *
 * <p>Links are packed as links and never followed. One that leads out is not packed: {@link OutwardLinks}. Sockets, pipes and
 * devices are left out. A path that two inputs bring is that of the later one, as with two {@code unstash} in sequence. If it is
 * a folder in one of them alone, the archive is refused. For any thread, which an interrupt ends.
 */
public final class Packing {
    private final ArchiveLimits limits;
    private final OutwardLinks outward;
    private final Permissions permissions;
    private final Output output;

    /** What the permissions of packed files are. The executable bit of the owner is kept. */
    public enum Permissions {
        /** 0644 or 0755. */
        OWNER_WRITES(0644, 0755),
        /** 0666 or 0777, for a container that runs as another user than the one that unpacks. */
        ANYBODY_WRITES(0666, 0777);

        final int plain;
        final int executable;

        Permissions(int plain, int executable) {
            this.plain = plain;
            this.executable = executable;
        }
    }

    /** How the file is opened that the archive is written to. */
    interface Output {
        OutputStream open(Path file) throws IOException;
    }

    /** What an archive may hold, what becomes of links that lead out, and which permissions files have. */
    public Packing(ArchiveLimits limits, OutwardLinks outward, Permissions permissions) {
        this(limits, outward, permissions, Files::newOutputStream);
    }

    Packing(ArchiveLimits limits, OutwardLinks outward, Permissions permissions, Output output) {
        this.limits = limits;
        this.outward = outward;
        this.permissions = permissions;
        this.output = output;
    }

    /**
     * Finds all files and reads none of them.
     *
     * @throws RefusedArchive with all reasons
     * @throws InterruptedIOException if the thread was interrupted
     * @throws IOException if a folder cannot be read
     */
    public void check(List<PackInput> inputs) throws IOException {
        find(inputs, new Notes());
    }

    /**
     * Writes the archive, or replaces it when it is complete.
     *
     * @throws RefusedArchive with all reasons
     * @throws InterruptedIOException if the thread was interrupted
     * @throws IOException if a file cannot be read or written. As after all other failures, nothing new is on disk
     */
    public PackedArchive pack(List<PackInput> inputs, Path archive) throws IOException {
        return pack(inputs, archive, OutputStream.nullOutputStream());
    }

    /**
     * Does so, and writes the archive to another stream as well, which it does not close.
     *
     * @throws IOException as {@link #pack(List, Path)} does. Then the stream has the beginning of an archive
     */
    public PackedArchive pack(List<PackInput> inputs, Path archive, OutputStream copy) throws IOException {
        var leftOut = new Notes();
        FileTree tree = find(inputs, leftOut);
        Path draft = archive.resolveSibling(archive.getFileName() + ".new");
        boolean done = false;
        try (OutputStream out = output.open(draft);
                var both = new CopyingStream(out, copy)) {
            write(inputs, tree, both);
            out.close(); // a file system may say only now that it is full
            force(draft);
            PackedArchive packed = new PackedArchive(
                    Files.size(draft), tree.entries(), tree.bytes(), tree.replaced(), leftOut.sentences());
            Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done = true;
            return packed;
        } catch (ClosedByInterruptException e) {
            throw Unpacking.interrupted();
        } catch (RefusedArchive | InterruptedIOException | UnreadableInput e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    "Cannot write the archive " + archive + ": " + Unpacking.reason(e, MaskedNames.PLAIN), e);
        } finally {
            if (!done) {
                Files.deleteIfExists(draft);
            }
        }
    }

    /** After a loss of power, some file systems have zeros where nothing was written yet. That reads as an archive without files. */
    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private FileTree find(List<PackInput> inputs, Notes leftOut) throws IOException {
        var tree = new FileTree(limits, MaskedNames.PLAIN);
        var problems = new Notes();
        for (int i = 0; i < inputs.size(); i++) {
            Path folder = inputs.get(i).folder();
            try (GuardedFolder root = GuardedFolder.open(folder)) {
                new FolderScan(inputs.get(i), i, tree, leftOut, problems).run(root);
            } catch (RefusedArchive | InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                throw new UnreadableInput(
                        "Cannot read the folder " + folder + ": " + Unpacking.reason(e, MaskedNames.PLAIN), e);
            }
        }
        tree.checkBytes();
        new LinkTargets(tree.root()).removeOutward((path, target) -> {
            (outward == OutwardLinks.REFUSE ? problems : leftOut)
                    .add("The link " + ShownName.of(path) + " leads out, to " + ShownName.of(target) + ".");
            tree.removed();
        });
        problems.refuseIfAny();
        return tree;
    }

    private void write(List<PackInput> inputs, FileTree tree, OutputStream out) throws IOException {
        var sources = new ArrayList<SourceFiles>();
        try {
            for (PackInput input : inputs) {
                sources.add(new SourceFiles(
                        GuardedFolder.open(input.folder()), input.prefixNames().size()));
            }
            var buffered = new BufferedOutputStream(out, 128 << 10);
            new TreePacker(sources, permissions, buffered).pack(tree.root());
            buffered.flush();
        } finally {
            for (SourceFiles source : sources) {
                source.close();
            }
        }
    }

    /** A file of an input cannot be read. */
    static final class UnreadableInput extends IOException {
        private static final long serialVersionUID = 1;

        UnreadableInput(String message, IOException cause) {
            super(message, cause);
        }
    }
}
