package io.jenkins.plugins.runpod.bench;

import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.exchange.TransferSlots;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The files of one task, and when they moved. */
final class MovedFiles extends TaskEnd implements FileExchange {
    private final Path folder;
    private final Executor threads;
    private final TransferSlots slots;
    private final long bytes;
    private volatile TaskHandle handle;
    private volatile long sending;
    private volatile long delivered;
    private volatile long taking;
    private volatile long taken;
    private volatile long arrived = -1;

    /**
     * @param inputs the folder with the packed inputs, of which all tasks have the same
     * @param bytes what comes back
     */
    MovedFiles(Path folder, Path inputs, Executor threads, TransferSlots slots, long bytes) throws IOException {
        this.folder = folder.resolve("files");
        this.threads = threads;
        this.slots = slots;
        this.bytes = bytes;
        Files.createDirectories(this.folder);
        for (String file : List.of(INPUTS, INPUT_INDEX)) {
            Files.createLink(this.folder.resolve(file), inputs.resolve(file));
        }
    }

    void follow(TaskHandle task) {
        handle = task;
    }

    /** Notes when something began or ended. */
    void look() {
        Optional<TransferView> moving = Optional.ofNullable(handle)
                .flatMap(TaskHandle::view)
                .flatMap(TaskView::transfer)
                .filter(transfer -> !transfer.queued());
        boolean inwards = moving.filter(TransferView::inwards).isPresent();
        long now = System.nanoTime();
        sending = sending == 0 && inwards ? now : sending;
        delivered = delivered == 0 && sending != 0 && !inwards ? now : delivered;
        taking = taking == 0 && moving.isPresent() && !inwards ? now : taking;
    }

    /** From the first request until the pod has unpacked everything. */
    double inSeconds() {
        return (delivered - sending) / 1e9;
    }

    /** From the first request until everything is unpacked here. */
    double outSeconds() {
        return (taken - taking) / 1e9;
    }

    /** Waits for the end, and compares what has arrived. */
    @Override
    void await(Duration longest) throws Exception {
        super.await(longest);
        if (arrived != bytes) {
            throw new IllegalStateException(arrived + " bytes have arrived, not " + bytes);
        }
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public Executor threads() {
        return threads;
    }

    @Override
    public TransferSlots slots() {
        return slots;
    }

    @Override
    public void handOver(Path files, List<List<String>> selected) throws IOException {
        taken = System.nanoTime();
        arrived = Files.size(files.resolve(selected.get(0).get(0)));
    }
}
