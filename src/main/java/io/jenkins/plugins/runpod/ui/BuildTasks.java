package io.jenkins.plugins.runpod.ui;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import hudson.model.Run;
import io.jenkins.plugins.runpod.engine.TaskFile;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.housekeeping.RemovalNote;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tasks of a build: those that run here as they stand, the others as they were saved. Reads small files, each once as long as
 * it does not change.
 */
final class BuildTasks {
    /** A page that polls must stay cheap for a build with thousands of pods. */
    static final int MOST = 200;

    private static final String SUFFIX = ".json";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,100}");
    private static final Cache<Path, Read> READ =
            CacheBuilder.newBuilder().maximumSize(1_000).build();

    private record StateFile(Path path, FileTime changed) {
        String id() {
            String name = String.valueOf(path.getFileName());
            return name.substring(0, name.length() - SUFFIX.length());
        }
    }

    private record Read(FileTime changed, Optional<TaskState> state, String failure) {}

    private record Dated(Instant begun, TaskReport report) {}

    private final Run<?, ?> run;
    private final Path folder;

    BuildTasks(Run<?, ?> run) {
        this.run = run;
        this.folder = TaskFiles.folder(run);
    }

    /** Whether the build has any. Looks for one folder, because Jenkins asks for each build that it shows. */
    boolean exist() {
        return Files.isDirectory(folder);
    }

    /** Whether there is one with this id. */
    boolean contains(String id) {
        return file(id).isPresent();
    }

    /** How one stands. Empty if there is none with this id that can be read. */
    Optional<TaskState> state(String id) {
        return file(id).flatMap(file -> RunPodEngine.get()
                .find(id)
                .flatMap(TaskHandle::view)
                .map(TaskView::state)
                .or(() -> read(file).state()));
    }

    /**
     * How they stand.
     *
     * @param tasks oldest first, and of more than {@link #MOST} those that changed last
     * @param more how many others there are
     */
    record Reports(List<TaskReport> tasks, int more) {}

    /** How they stand now. */
    Reports reports(Instant now) {
        List<StateFile> files = files();
        List<TaskReport> tasks = files.stream()
                .sorted(Comparator.comparing(StateFile::changed).reversed())
                .limit(MOST)
                .map(file -> report(file, now))
                .sorted(Comparator.comparing(Dated::begun)
                        .thenComparing(dated -> dated.report().id()))
                .map(Dated::report)
                .toList();
        return new Reports(tasks, files.size() - tasks.size());
    }

    private Dated report(StateFile file, Instant now) {
        Read read = read(file);
        Optional<TaskHandle> handle = RunPodEngine.get().find(file.id());
        TaskReport report = handle.map(running -> TaskReports.running(running, now))
                .orElseGet(() -> read.state()
                        .map(state -> TaskReports.saved(file.id(), state, new RemovalNote(run, file.id()).read(), now))
                        .orElseGet(() -> TaskReports.unreadable(file.id(), read.failure())));
        return new Dated(read.state().map(BuildTasks::begun).orElse(Instant.MAX), report);
    }

    private static Instant begun(TaskState state) {
        return state.causes().isEmpty()
                ? state.ledger().since()
                : state.causes().get(0).since();
    }

    private static Read read(StateFile file) {
        Read known = READ.getIfPresent(file.path());
        if (known != null && known.changed().equals(file.changed())) {
            return known;
        }
        Read read = load(file);
        READ.put(file.path(), read);
        return read;
    }

    private static Read load(StateFile file) {
        try {
            Optional<TaskFile> read = TaskFile.read(file.path());
            return read.isPresent()
                    ? new Read(file.changed(), Optional.of(read.get().saved().state()), "")
                    : new Read(file.changed(), Optional.empty(), Messages.BuildTasks_gone());
        } catch (IOException e) {
            return new Read(file.changed(), Optional.empty(), Messages.BuildTasks_unreadable(file.id()));
        }
    }

    /** Looks for one file. An id of anything but these characters could lead to another folder. */
    private Optional<StateFile> file(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        Path path = folder.resolve(id + SUFFIX);
        try {
            return Optional.of(new StateFile(path, Files.getLastModifiedTime(path)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private List<StateFile> files() {
        try (Stream<Path> paths = Files.list(folder)) {
            List<StateFile> files = new ArrayList<>();
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (path.toString().endsWith(SUFFIX)) {
                    files.add(new StateFile(path, Files.getLastModifiedTime(path)));
                }
            }
            return files;
        } catch (IOException e) {
            return List.of();
        }
    }
}
