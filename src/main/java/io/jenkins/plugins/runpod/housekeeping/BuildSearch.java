package io.jenkins.plugins.runpod.housekeeping;

import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/**
 * Finds the build of a task. A build is deleted only if neither Jenkins nor the disk has it. A build that cannot be read, or whose job
 * did not load, is not deleted. May load builds, so it blocks for files. Runs as Jenkins itself.
 */
final class BuildSearch {
    /** Folders of jobs: those of Jenkins and of folders, and those of multibranch projects. */
    private static final List<String> CONTAINERS = List.of("jobs", "branches");
    /** A computed folder writes the name of a child into this file, because the child's folder has another name. */
    private static final String NAME_FILE = "name-utf8.txt";

    /**
     * What was found. Both are empty for a deleted build.
     *
     * @param run the build
     * @param unreadable why it is not known whether the build is deleted
     */
    record Found(Optional<Run<?, ?>> run, Optional<String> unreadable) {
        private static final Found DELETED = new Found(Optional.empty(), Optional.empty());

        private static Found unreadable(String why) {
            return new Found(Optional.empty(), Optional.of(why));
        }
    }

    private final String job;
    private final int number;
    private final String task;

    private BuildSearch(String job, int number, String task) {
        this.job = job;
        this.number = number;
        this.task = task;
    }

    /** By the name that the pod bears, or else, since jobs are renamed and moved, wherever the task's file is. */
    static Found find(String build, String task) {
        try {
            int hash = build.lastIndexOf('#');
            return hash < 0
                    ? Found.DELETED
                    : new BuildSearch(build.substring(0, hash), Integer.parseInt(build.substring(hash + 1)), task)
                            .find();
        } catch (NumberFormatException e) {
            return Found.DELETED; // no build has such a name
        } catch (RuntimeException e) {
            return Found.unreadable("the build does not load: " + e);
        }
    }

    private Found find() {
        Optional<Job<?, ?>> loaded = Optional.ofNullable(Jenkins.get().getItemByFullName(job, Job.class));
        Optional<Run<?, ?>> named = loaded.flatMap(this::build);
        if (named.filter(run -> Files.exists(TaskFiles.state(run, task))).isPresent()) {
            return new Found(named, Optional.empty());
        }
        return renamed()
                .or(() -> named.map(run -> new Found(Optional.of(run), Optional.empty())))
                .or(() -> loaded.isPresent() ? unreadable(loaded.get()) : notLoaded())
                .orElse(Found.DELETED);
    }

    private Optional<Run<?, ?>> build(Job<?, ?> in) {
        return Optional.ofNullable(in.getBuildByNumber(number));
    }

    private Path folder(Job<?, ?> in) {
        return in.getBuildDir().toPath().resolve(Integer.toString(number));
    }

    /** A build keeps its number. Asks for one file in each job. */
    private Optional<Found> renamed() {
        for (Job<?, ?> each : Jenkins.get().allItems(Job.class)) {
            if (Files.exists(TaskFiles.state(folder(each), task))) {
                Optional<Run<?, ?>> run = build(each);
                if (run.isPresent()) {
                    return Optional.of(new Found(run, Optional.empty()));
                } else if (isKept(folder(each))) {
                    return Optional.of(Found.unreadable(said(folder(each))));
                }
            }
        }
        return Optional.empty();
    }

    /** Jenkins itself treats a build whose files it cannot read like one that never was. */
    private Optional<Found> unreadable(Job<?, ?> in) {
        if (!Files.isDirectory(in.getRootDir().toPath())) {
            return Optional.of(Found.unreadable("the folder of the job is missing: " + in.getRootDir()));
        }
        Path folder = folder(in);
        return isKept(folder) ? Optional.of(Found.unreadable(said(folder))) : Optional.empty();
    }

    /** A freestyle build has no such file before it ends. After a crash, Jenkins does not keep it. */
    private static boolean isKept(Path folder) {
        return !isGone(folder.resolve("build.xml"));
    }

    private static String said(Path folder) {
        return "Jenkins cannot load the build from " + folder;
    }

    /** A job that failed to load has its folder nevertheless. */
    private Optional<Found> notLoaded() {
        String[] names = job.split("/");
        ItemGroup<? extends Item> group = Jenkins.get();
        int loaded = 0;
        while (loaded < names.length && group.getItem(names[loaded]) instanceof ItemGroup<?> inner) {
            group = inner;
            loaded++;
        }
        Path root = group.getRootDir().toPath();
        List<String> missing = List.of(names).subList(loaded, names.length);
        try {
            return onDisk(root, missing).map(folder -> Found.unreadable("Jenkins did not load the job from " + folder));
        } catch (IOException e) {
            return Optional.of(Found.unreadable("the folders of jobs cannot be read: " + e));
        }
    }

    private Optional<Path> onDisk(Path root, List<String> names) throws IOException {
        if (names.isEmpty()) {
            return Optional.of(root);
        }
        for (String container : CONTAINERS) {
            for (Path child : children(root.resolve(container), names.get(0))) {
                boolean exists = !isGone(child.resolve("config.xml")) || !isGone(child.resolve("builds/" + number));
                Optional<Path> found = exists ? onDisk(child, names.subList(1, names.size())) : Optional.empty();
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static List<Path> children(Path container, String name) throws IOException {
        try (Stream<Path> all = Files.list(container)) {
            return all.filter(child -> name.equals(String.valueOf(child.getFileName())) || name.equals(nameOf(child)))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static String nameOf(Path child) {
        try {
            return Files.readString(child.resolve(NAME_FILE), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Not so if the disk does not answer. */
    private static boolean isGone(Path path) {
        return Files.notExists(path);
    }
}
