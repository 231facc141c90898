package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.archive.FolderRemoval;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.exchange.OutputFolder;
import io.jenkins.plugins.runpod.engine.exchange.TransferSlots;
import io.jenkins.plugins.runpod.engine.file.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Where the files of the command's task come from and go to. Closing it interrupts its threads. */
final class CommandFiles implements FileExchange, AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(CommandFiles.class.getName());
    private static final int THREADS = 2;

    private final Path folder;
    private final boolean temporary;
    private final OutputFolder outputs;
    private final TransferSlots slots = new TransferSlots();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "run-pod-files");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param folder of the archives
     * @param temporary whether nobody needs the folder after the end of the command
     */
    private CommandFiles(Path folder, boolean temporary, OutputFolder outputs) {
        this.folder = folder;
        this.temporary = temporary;
        this.outputs = outputs;
    }

    /** @param kept the folder that the same command finds again, if there is one */
    static CommandFiles of(PodTask task, Optional<Path> kept, Path outputDir) throws Refused {
        OutputFolder outputs =
                new OutputFolder(outputDir, ".run-pod-" + task.id().taskLabel());
        try {
            boolean temporary = kept.isEmpty() && task.specification().files().any();
            Path folder = temporary ? Files.createTempDirectory("run-pod-") : kept.orElse(Path.of(""));
            return new CommandFiles(folder, temporary, outputs);
        } catch (IOException e) {
            throw new Refused("cannot make a temporary directory for the files: " + IoReason.of(e));
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
        outputs.take(files, selected.stream().flatMap(Collection::stream).toList());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        if (temporary) {
            delete();
        }
    }

    private void delete() {
        try {
            FolderRemoval.remove(folder);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot delete " + folder, e);
        }
    }
}
