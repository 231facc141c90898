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
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tasks of a build: those that run here as they stand, the others as they were saved. Reads small files, each once as long as
 * it does not change. Request threads call it, and are blocked for as long as that takes.
 */
final class BuildTasks {
    private static final String SUFFIX = ".json";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,100}");
    /** Whole states, of the tasks that pages show in full. */
    private static final Cache<Path, Read> READ =
            CacheBuilder.newBuilder().maximumSize(500).build();
    /** What is needed of each task of a build, which may have thousands. */
    private static final Cache<Path, Brief> BRIEF =
            CacheBuilder.newBuilder().maximumSize(20_000).build();

    private record StateFile(Path path, FileTime changed) {
        String id() {
            String name = String.valueOf(path.getFileName());
            return name.substring(0, name.length() - SUFFIX.length());
        }
    }

    private record Read(FileTime changed, Optional<TaskState> state, String failure) {}

    private record Brief(FileTime changed, Entry entry) {}

    /**
     * A task in short.
     *
     * @param begun when its first pod began, or {@link Instant#MAX}
     * @param live whether anything may still change
     */
    record Entry(TaskSummary summary, Instant begun, boolean live) {}

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

    /** All of them in short, those that need attention first. */
    List<Entry> entries(Instant now) {
        Map<String, TaskHandle> running = RunPodEngine.get().tasks().stream()
                .collect(Collectors.toMap(handle -> handle.task().id().task(), handle -> handle, (one, other) -> one));
        return files().stream()
                .map(file -> Optional.ofNullable(running.get(file.id()))
                        .map(handle -> running(handle, now))
                        .orElseGet(() -> saved(file)))
                .sorted(Comparator.comparing(Entry::summary, TaskSummary.BY_URGENCY))
                .toList();
    }

    private static Entry running(TaskHandle handle, Instant now) {
        Optional<TaskState> state = handle.view().map(TaskView::state);
        return new Entry(
                TaskSummary.of(handle, "", "", now),
                state.map(BuildTasks::begun).orElse(Instant.MAX),
                state.map(TaskReports::isLive).orElse(true));
    }

    private static Entry saved(StateFile file) {
        Brief known = BRIEF.getIfPresent(file.path());
        if (known != null && known.changed().equals(file.changed())) {
            return known.entry();
        }
        Entry entry = load(file)
                .state()
                .map(state -> new Entry(
                        TaskSummary.saved(file.id(), state),
                        begun(state),
                        state.result() != null && TaskReports.isLive(state)))
                .orElseGet(() -> new Entry(TaskSummary.unreadable(file.id()), Instant.MAX, false));
        BRIEF.put(file.path(), new Brief(file.changed(), entry));
        return entry;
    }

    /** All about one. */
    TaskReport report(String id, Instant now) {
        return RunPodEngine.get()
                .find(id)
                .map(running -> TaskReports.running(running, now))
                .orElseGet(() -> file(id).map(file -> savedReport(file, now))
                        .orElseGet(() -> TaskReports.unreadable(id, Messages.BuildTasks_gone())));
    }

    private TaskReport savedReport(StateFile file, Instant now) {
        Read read = read(file);
        return read.state()
                .map(state -> TaskReports.saved(file.id(), state, new RemovalNote(run, file.id()).read(), now))
                .orElseGet(() -> TaskReports.unreadable(file.id(), read.failure()));
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
