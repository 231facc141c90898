package io.jenkins.plugins.runpod.runtime;

import hudson.model.Run;
import io.jenkins.plugins.runpod.engine.FileTaskStore;
import io.jenkins.plugins.runpod.engine.SavedTask;
import io.jenkins.plugins.runpod.engine.Sealing;
import io.jenkins.plugins.runpod.engine.TaskDefinition;
import io.jenkins.plugins.runpod.engine.TaskFile;
import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The files of a build about its pod tasks, and the annotations of their pods about the build. */
@Restricted(NoExternalUse.class)
public final class TaskFiles {
    /** The annotation with the name of the build. */
    public static final String BUILD_ANNOTATION = "run-pod.jenkins.io/build";

    /** A pattern for the folders with archives of tasks, in the folder of these files. */
    public static final String EXCHANGES = "*.files";

    private static final String EXCHANGE = ".files";
    private static final String URL_ANNOTATION = "run-pod.jenkins.io/build-url";

    private static final Sealing SEALING = new ControllerSealing();

    private TaskFiles() {}

    /** The folder of these files. */
    public static Path folder(Run<?, ?> run) {
        return folder(run.getRootDir().toPath());
    }

    /** The folder of these files in the folder of a build. */
    public static Path folder(Path build) {
        return build.resolve("run-pod");
    }

    /** The file with the state of a task. */
    public static Path state(Run<?, ?> run, String task) {
        return state(run.getRootDir().toPath(), task);
    }

    /** The file with the state of a task, in the folder of a build. */
    public static Path state(Path build, String task) {
        return folder(build).resolve(task + ".json");
    }

    /** The folder with the archives of a task's inputs and outputs. */
    public static Path exchange(Run<?, ?> run, String task) {
        return folder(run).resolve(task + EXCHANGE);
    }

    /** The task whose archives are in this folder. */
    public static String ofExchange(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return name.substring(0, name.length() - EXCHANGE.length());
    }

    /** The annotations of a task's pods. */
    public static Map<String, String> annotations(Run<?, ?> run) {
        String root = Jenkins.get().getRootUrl();
        return Map.of(
                BUILD_ANNOTATION, run.getExternalizableId(), URL_ANNOTATION, (root == null ? "" : root) + run.getUrl());
    }

    /**
     * What is saved of a task, or empty if the task has not begun. Reads one small file.
     *
     * @throws IOException with a sentence that names the file if it cannot be read
     */
    public static Optional<TaskFile> read(Run<?, ?> run, String task) throws IOException {
        return TaskFile.read(state(run, task));
    }

    /**
     * What a task was begun as.
     *
     * @throws IOException with a sentence that names the file if it cannot be read
     */
    public static TaskDefinition definition(TaskFile file) throws IOException {
        return file.definition(SEALING);
    }

    /**
     * Stores a task with its build, wherever the build moves. A deleted build is not created again. The end of its task
     * is then kept in memory only.
     *
     * @param begun is run after the first save, on the task's thread
     */
    public static TaskStore store(Run<?, ?> run, String task, TaskDefinition definition, Runnable begun) {
        return new TaskStore() {
            private Path path;
            private FileTaskStore store;
            private boolean told;

            @Override
            public Optional<SavedTask> load() throws IOException {
                return current().load();
            }

            @Override
            public void save(SavedTask saved) throws IOException {
                if (Files.notExists(run.getRootDir().toPath())) {
                    return; // it was deleted, or is being moved. A folder that cannot be read is neither.
                }
                current().save(saved);
                if (!told) {
                    told = true;
                    begun.run();
                }
            }

            private FileTaskStore current() {
                Path now = state(run, task);
                if (!now.equals(path)) {
                    path = now;
                    store = FileTaskStore.sealed(AtomicFile.at(now), definition, SEALING);
                }
                return store;
            }
        };
    }
}
