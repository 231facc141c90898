package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.FileTaskStore;
import io.jenkins.plugins.runpod.engine.SavedTask;
import io.jenkins.plugins.runpod.engine.TaskDefinition;
import io.jenkins.plugins.runpod.engine.TaskFile;
import io.jenkins.plugins.runpod.engine.TaskStore;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What is kept of one task under {@code --state-dir}, for one process at a time. Closing it lets the next process in. The end of
 * this one does so too, however it comes.
 */
final class TaskFolder implements AutoCloseable {
    private final Path folder;
    private final FileChannel lock;

    private TaskFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** @throws Refused if another process has it, or if nothing can be written there */
    static TaskFolder open(Path stateDir, String id) throws Refused {
        Path folder = stateDir.resolve("task-" + URLEncoder.encode(id, StandardCharsets.UTF_8));
        try {
            Files.createDirectories(folder);
            FileChannel lock =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lock)) {
                lock.close();
                throw new Refused("task " + id + " is already running in another process with the same --state-dir");
            }
            return new TaskFolder(folder, lock);
        } catch (IOException e) {
            throw new Refused("--state-dir: cannot write to " + folder + ": " + IoReason.of(e));
        }
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
        return folder.resolve("files");
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
