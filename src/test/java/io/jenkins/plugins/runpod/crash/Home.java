package io.jenkins.plugins.runpod.crash;

import io.jenkins.plugins.runpod.engine.SavedTask;
import io.jenkins.plugins.runpod.engine.TaskFile;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The home of a controller as it lies on the disk: what the next life of the controller will find. */
final class Home {
    private static final String SUFFIX = ".json";

    private final Path folder;
    private final List<Path> pipes = new ArrayList<>();

    Home(Path folder) {
        this.folder = folder;
    }

    /** The states of the tasks of a job's only build as they are saved now. */
    List<TaskState> states(String job) {
        return files(job).stream()
                .map(Home::load)
                .flatMap(Optional::stream)
                .map(SavedTask::state)
                .toList();
    }

    /** The state of the only task, if it has begun. */
    Optional<TaskState> state(String job) {
        return states(job).stream().findFirst();
    }

    /** Whether Pipeline has saved that the build runs: a build that is killed before that has ended for Pipeline. */
    boolean survives(String job) {
        try {
            return Files.readString(build(job).resolve("build.xml")).contains("<execution ");
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of the console so far that begin with these words. */
    long lines(String job, String prefix) {
        try {
            return Files.readString(build(job).resolve("log"), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(prefix))
                    .count();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes of the outputs of the only task have arrived. */
    long taken(String job) {
        try (Stream<Path> files = Files.walk(build(job).resolve("run-pod"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("outputs-"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (NoSuchFileException | UncheckedIOException e) {
            return 0; // not yet, or just being replaced
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The workspace of a job on the controller. */
    Path workspace(String job) {
        return folder.resolve("workspace").resolve(job);
    }

    /** From now on saving the only task of a job does not return: a pipe that nobody reads has the draft's name. */
    void haltSaving(String job) throws IOException, InterruptedException {
        Path file = files(job).get(0);
        Path pipe = file.resolveSibling(file.getFileName() + ".new");
        while (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
            Thread.onSpinWait(); // it is just being saved
        }
        pipes.add(pipe);
    }

    /** Saving returns again. */
    void clear() throws IOException {
        for (Path pipe : pipes) {
            Files.delete(pipe);
        }
        pipes.clear();
    }

    /** The folder of a job's only build. */
    Path build(String job) {
        return folder.resolve("jobs").resolve(job).resolve("builds").resolve("1");
    }

    private List<Path> files(String job) {
        try (Stream<Path> files = Files.list(build(job).resolve("run-pod"))) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<SavedTask> load(Path file) {
        try {
            Optional<TaskFile> read = TaskFile.read(file);
            return read.isPresent() ? Optional.of(read.get().saved()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
