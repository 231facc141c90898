package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.FileTaskStore;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.SavedTask;
import io.jenkins.plugins.runpod.engine.TaskStore;
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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What is kept of one task under {@code --state-dir}, for one process at a time. Closing it lets the next process in; the end of
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
            throw new Refused("--state-dir: cannot write to " + folder + ": " + reason(e));
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

    /** Where the task's state is saved; says on the screen when that does not work, since the task then waits. */
    TaskStore store(Screen screen) {
        TaskStore store = new FileTaskStore(folder.resolve("state.json"));
        return new TaskStore() {
            private boolean troubled;

            @Override
            public Optional<SavedTask> load() throws IOException {
                return store.load();
            }

            @Override
            public void save(SavedTask saved) throws IOException {
                try {
                    store.save(saved);
                    troubled = false;
                } catch (IOException e) {
                    if (!troubled) {
                        screen.say(
                                "Cannot save the state of the task. run-pod retries and does nothing before it is saved: "
                                        + reason(e));
                    }
                    troubled = true;
                    throw e;
                }
            }
        };
    }

    /** How the task stood when it was saved last; empty for a new one. */
    Optional<TaskState> saved() throws Refused {
        try {
            return new FileTaskStore(folder.resolve("state.json")).load().map(SavedTask::state);
        } catch (IOException e) {
            throw new Refused(reason(e));
        }
    }

    /** The result of a task of which nothing is left to do. */
    static Optional<TaskResult> result(TaskState state) {
        return state.stage() == Stage.DONE ? Optional.ofNullable(state.result()) : Optional.empty();
    }

    /** @throws Refused if the folder belongs to a task with another pod */
    void claim(PodTask task) throws Refused {
        Path file = folder.resolve("specification");
        String mine = task.pod(1).getMetadata().getAnnotations().get(PodTask.SPEC_ANNOTATION) + " in namespace "
                + task.specification().namespace() + "\n";
        try {
            if (saved().isEmpty()) {
                Files.writeString(file, mine);
            } else if (!mine.equals(Files.readString(file))) {
                throw new Refused(
                        "task " + task.id().task() + " was started with another pod or namespace. Repeat the original"
                                + " options, or choose another --id");
            }
        } catch (NoSuchFileException e) {
            throw new Refused("--state-dir: " + file + " is missing");
        } catch (IOException e) {
            throw new Refused("--state-dir: cannot use " + file + ": " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.FileSystemException system && system.getReason() != null
                ? system.getReason()
                : e instanceof java.nio.file.AccessDeniedException ? "permission denied" : e.getMessage();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
