package io.jenkins.plugins.runpod.engine.archive;

import io.jenkins.plugins.runpod.engine.archive.EntryPath.Unfit;
import io.jenkins.plugins.runpod.engine.archive.FileTree.Conflict;
import io.jenkins.plugins.runpod.engine.archive.Node.Link;
import io.jenkins.plugins.runpod.engine.archive.Node.PlainFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/** Reads what a tar file holds, and finds everything for which it is refused. */
final class ArchiveListing {
    private final OutwardLinks outward;
    private final boolean windows;
    private final MaskedNames names;
    private final FileTree tree;
    private final Notes problems = new Notes();

    ArchiveListing(ArchiveLimits limits, OutwardLinks outward, boolean windows, MaskedNames names) {
        this.outward = outward;
        this.windows = windows;
        this.names = names;
        this.tree = new FileTree(limits, names);
    }

    /** The tree without links that lead out. Throws {@link RefusedArchive} with all problems. */
    FileTree read(FileChannel file, Notes leftOut) throws IOException {
        try {
            readAll(new TarReader(file), leftOut);
            tree.checkBytes();
        } catch (BrokenTar e) {
            problems.add(Refusal.FORMAT, "The archive is not intact: run-pod found " + e.getMessage() + ".");
        } catch (RefusedArchive e) {
            problems.add(e);
        }
        problems.refuseIfAny();
        new LinkTargets(tree.root()).removeOutward((path, target) -> {
            (outward == OutwardLinks.REFUSE ? problems : leftOut)
                    .add("The link " + names.of(path) + " leads out, to " + names.of(target) + ".");
            tree.removed();
        });
        problems.refuseIfAny();
        return tree;
    }

    private void readAll(TarReader reader, Notes leftOut) throws IOException {
        Optional<TarItem> item = reader.next();
        while (item.isPresent()) {
            if (Thread.currentThread().isInterrupted()) {
                throw Unpacking.interrupted();
            }
            try {
                add(item.get(), leftOut);
            } catch (Unfit e) {
                problems.add(e.reason(), sentence(item.get(), e));
            } catch (Conflict e) {
                problems.add(Refusal.FORMAT, sentence(item.get(), e));
            }
            item = reader.next();
        }
    }

    private String sentence(TarItem item, Exception e) {
        return "The entry " + names.of(item.header().name()) + " " + e.getMessage() + ".";
    }

    private void add(TarItem item, Notes leftOut) throws Unfit, Conflict, RefusedArchive {
        TarHeader header = item.header();
        List<String> path = EntryPath.parse(header.name(), windows);
        if (item.sparse()) {
            throw new Unfit(Refusal.FORMAT, "is sparse. Pack it without --sparse");
        }
        switch (header.type()) {
            case '0', '7', '\0' -> {
                byte[] name = header.name();
                if (name[name.length - 1] == '/') { // as in the oldest archives
                    folder(path, header);
                } else {
                    tree.file(path, file(item.offset(), header));
                }
            }
            case '1' -> hardLink(path, header);
            case '2' -> link(path, header);
            case '5' -> folder(path, header);
            case '3', '4', '6' -> {
                mustBeEmpty(header);
                leftOut.add("The entry " + names.of(path) + " is a device or a pipe.");
            }
            default ->
                throw new Unfit(
                        Refusal.FORMAT, "is of an unknown kind, " + ShownName.of(String.valueOf(header.type())));
        }
    }

    private static PlainFile file(long offset, TarHeader header) {
        return new PlainFile(offset, header.size(), (header.mode() & 0100) != 0, header.seconds());
    }

    private void folder(List<String> path, TarHeader header) throws Unfit, Conflict, RefusedArchive {
        mustBeEmpty(header);
        tree.folder(path, header.seconds());
    }

    private void link(List<String> path, TarHeader header) throws Unfit, Conflict, RefusedArchive {
        mustBeEmpty(header);
        String target = ShownName.decode(header.link())
                .filter(text -> text.chars().noneMatch(Character::isISOControl))
                .filter(text -> !text.isEmpty() && text.length() <= 4096 && text.indexOf('\\') < 0)
                .orElseThrow(() -> new Unfit("is a link to " + names.of(header.link()) + ", which is no path"));
        tree.link(path, new Link(target, header.seconds()));
    }

    /** A second name of a file that came earlier: a copy, so that one name cannot change the other. */
    private void hardLink(List<String> path, TarHeader header) throws Unfit, Conflict, RefusedArchive {
        mustBeEmpty(header);
        List<String> target;
        try {
            target = EntryPath.parse(header.link(), windows);
        } catch (Unfit e) {
            throw new Unfit("is a hard link to " + names.of(header.link()) + ", which " + e.getMessage());
        }
        if (!(tree.find(target).orElse(null) instanceof PlainFile original)) {
            throw new Unfit(Refusal.FORMAT, "is a hard link to " + names.of(target) + ", which is no earlier file");
        }
        tree.file(path, original);
    }

    private static void mustBeEmpty(TarHeader header) throws Unfit {
        if (header.size() != 0) {
            throw new Unfit(Refusal.FORMAT, "has content, although it is no file");
        }
    }
}
