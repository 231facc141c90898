package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.FileTaskStore;
import io.jenkins.plugins.runpod.engine.SavedTask;
import io.jenkins.plugins.runpod.engine.TaskDefinition;
import io.jenkins.plugins.runpod.engine.TaskFile;
import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.archive.FolderRemoval;
import io.jenkins.plugins.runpod.engine.file.AtomicFile;
import io.jenkins.plugins.runpod.engine.file.IoReason;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What is kept of one task under {@code --state-dir}, for one process at a time. Closing it lets the next process in. The end of
 * this one does so too, however it comes.
 */
final class TaskFolder implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(TaskFolder.class.getName());
    private static final String PREFIX = "task-";
    private static final String FILES = "files";

    private final Path folder;
    private final FileChannel lock;

    private TaskFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** @throws Refused if another process has it, or if nothing can be written there */
    static TaskFolder open(Path stateDir, String id) throws Refused {
        Path folder = stateDir.resolve(PREFIX + URLEncoder.encode(id, StandardCharsets.UTF_8));
        try {
            Files.createDirectories(folder);
            return lock(folder)
                    .orElseThrow(() -> new Refused(
                            "task " + id + " is already running in another process with the same --state-dir"));
        } catch (IOException e) {
            throw new Refused("--state-dir: cannot write to " + folder + ": " + IoReason.of(e));
        }
    }

    /**
     * Deletes the archives that no task needs, because the process was killed that should have deleted them. Only a task that has begun and
     * is not over needs its archives. Never fails: what cannot be deleted is logged, and left to the next command.
     */
    static void sweep(Path stateDir) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(stateDir, PREFIX + "*")) {
            for (Path folder : folders) {
                if (Files.exists(folder.resolve(FILES))) {
                    sweepTask(folder);
                }
            }
        } catch (NoSuchFileException e) {
            // no task yet
        } catch (IOException | DirectoryIteratorException e) {
            LOGGER.log(Level.WARNING, "Cannot look for files of ended tasks in " + stateDir, e);
        }
    }

    private static void sweepTask(Path path) {
        try {
            Optional<TaskFolder> free = lock(path);
            if (free.isPresent()) {
                try (TaskFolder folder = free.get()) {
                    folder.deleteUnneededFiles();
                }
            }
        } catch (IOException | Refused e) {
            LOGGER.log(Level.WARNING, "Cannot delete the files of a task in " + path, e);
        }
    }

    private void deleteUnneededFiles() throws IOException, Refused {
        Optional<Saved> saved = saved();
        if (saved.isEmpty() || saved.get().result().isPresent()) {
            FolderRemoval.remove(files());
        }
    }

    /** Empty if another process has it. */
    private static Optional<TaskFolder> lock(Path folder) throws IOException {
        FileChannel lock =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (locked(lock)) {
            return Optional.of(new TaskFolder(folder, lock));
        }
        lock.close();
        return Optional.empty();
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Where the task is saved. Says on the screen when that does not work, since the task then waits. */
    TaskStore store(TaskDefinition definition, Screen screen) {
        TaskStore store = FileTaskStore.plain(AtomicFile.ofOwner(file()), definition);
        return new TaskStore() {
            private boolean failing;

            @Override
            public Optional<SavedTask> load() throws IOException {
                return store.load();
            }

            @Override
            public void save(SavedTask saved) throws IOException {
                try {
                    store.save(saved);
                    failing = false;
                } catch (IOException e) {
                    if (!failing) {
                        screen.say(
                                "Cannot save the state of the task. run-pod retries and does nothing before it is saved: "
                                        + IoReason.of(e));
                    }
                    failing = true;
                    throw e;
                }
            }
        };
    }

    /** The task as it was saved last. Empty for a new one. */
    Optional<Saved> saved() throws Refused {
        try {
            Optional<TaskFile> read = TaskFile.read(file());
            return read.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Saved(read.get().saved().state(), read.get().definition()));
        } catch (IOException e) {
            throw new Refused(IoReason.of(e));
        }
    }

    private Path file() {
        return folder.resolve("state.json");
    }

    /** Where the archives of its files are. */
    Path files() {
        return folder.resolve(FILES);
    }

    /** A task that another process has begun. */
    record Saved(TaskState state, TaskDefinition definition) {
        /** The result of a task of which nothing is left to do. */
        Optional<TaskResult> result() {
            return state.stage() == Stage.DONE ? Optional.ofNullable(state.result()) : Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
