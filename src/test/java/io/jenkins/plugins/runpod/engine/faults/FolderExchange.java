package io.jenkins.plugins.runpod.engine.faults;

import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.archive.OutwardLinks;
import io.jenkins.plugins.runpod.engine.archive.PackInput;
import io.jenkins.plugins.runpod.engine.archive.Packing;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.exchange.InputIndex;
import io.jenkins.plugins.runpod.engine.exchange.TransferSlots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Executor;

/** Inputs from a folder, and each output into a folder of its own, named by its number. */
final class FolderExchange implements FileExchange {
    private final Path base;
    private final Executor threads;
    private final TransferSlots slots;

    FolderExchange(Path base, Executor threads, TransferSlots slots) {
        this.base = base;
        this.threads = threads;
        this.slots = slots;
    }

    /** Packs the inputs, as a caller does before the task begins. */
    FolderExchange pack(Path inputs) {
        try {
            Files.createDirectories(folder());
            InputIndex.pack(
                    new Packing(ArchiveLimits.DEFAULT, OutwardLinks.REFUSE, Packing.Permissions.OWNER_WRITES),
                    List.of(PackInput.all(inputs)),
                    folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    @Override
    public Path folder() {
        return base.resolve("exchange");
    }

    /** So that three megabytes are several parts. */
    @Override
    public int leastPart() {
        return 1 << 20;
    }

    @Override
    public Executor threads() {
        return threads;
    }

    @Override
    public TransferSlots slots() {
        return slots;
    }

    /** Where an output gets its files. */
    Path output(int number) {
        return base.resolve("output-" + number);
    }

    @Override
    public void handOver(Path files, List<List<String>> selected) throws IOException {
        for (int i = 0; i < selected.size(); i++) {
            for (String path : selected.get(i)) {
                Path to = output(i).resolve(path);
                Files.createDirectories(to.getParent());
                Files.copy(files.resolve(path), to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
