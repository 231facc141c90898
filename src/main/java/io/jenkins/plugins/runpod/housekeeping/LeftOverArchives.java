package io.jenkins.plugins.runpod.housekeeping;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.runpod.engine.archive.FolderRemoval;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Deletes archives of inputs and outputs that no task needs. The engine deletes those of each task that it ran. The others are of a step
 * that ended before its task began, or of a build that ended with its controller. So an archive stays only as long as its build runs, or
 * its task runs here. They are looked for at the end of each build, and once after a start. Any thread calls it. It returns at once.
 */
@Extension
public final class LeftOverArchives extends RunListener<Run<?, ?>> {
    private static final Logger LOGGER = Logger.getLogger(LeftOverArchives.class.getName());

    private final AtomicBoolean searched = new AtomicBoolean();

    static LeftOverArchives get() {
        return ExtensionList.lookupSingleton(LeftOverArchives.class);
    }

    @Override
    public void onFinalized(Run<?, ?> run) {
        Path build = run.getRootDir().toPath();
        if (Files.isDirectory(TaskFiles.folder(build))) {
            RunPodEngine.get().outside().housekeeping().execute(() -> delete(build));
        }
    }

    /** Call it once the builds are loaded that go on after the start. Later calls do nothing. */
    void searchOnce() {
        if (searched.compareAndSet(false, true)) {
            RunPodEngine.get().outside().housekeeping().execute(LeftOverArchives::search);
        }
    }

    /** Blocks. It asks for one folder in the folder of each build, and loads a build only if that has an archive. */
    static void search() {
        for (Job<?, ?> job : Jenkins.get().allItems(Job.class)) {
            for (Path build : children(job.getBuildDir().toPath(), "*")) {
                if (!archives(build).isEmpty() && !mayGoOn(job, build)) {
                    delete(build);
                }
            }
        }
    }

    /** A freestyle build has no file of its own before it ends. After a crash, Jenkins does not know it. */
    private static boolean mayGoOn(Job<?, ?> job, Path build) {
        try {
            Run<?, ?> run = job.getBuildByNumber(Integer.parseInt(String.valueOf(build.getFileName())));
            return run == null ? !Files.notExists(build.resolve("build.xml")) : run.isBuilding();
        } catch (RuntimeException e) { // no number, or a build that does not load
            LOGGER.log(Level.FINE, e, () -> "Archives in " + build + " stay");
            return true;
        }
    }

    private static void delete(Path build) {
        for (Path archives : archives(build)) {
            if (RunPodEngine.get().find(TaskFiles.ofExchange(archives)).isEmpty()) {
                try {
                    FolderRemoval.remove(archives);
                } catch (IOException e) {
                    LOGGER.log(Level.WARNING, e, () -> "Cannot delete the left-over files of a task in " + archives);
                }
            }
        }
    }

    private static List<Path> archives(Path build) {
        return children(TaskFiles.folder(build), TaskFiles.EXCHANGES);
    }

    /** None if there is no such folder. */
    private static List<Path> children(Path folder, String glob) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            found.forEach(children::add);
        } catch (IOException | DirectoryIteratorException e) {
            LOGGER.log(Level.FINEST, e, () -> "There is nothing in " + folder);
        }
        return children;
    }
}
