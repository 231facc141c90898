package io.jenkins.plugins.runpod.housekeeping;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Collects the pods of a deleted job that had tasks, because Jenkins does not report the deletion of its builds. Any thread calls it.
 * Before the deletion it looks for one folder in each build.
 */
@Extension
public final class JobDeletion extends ItemListener {
    private static final Logger LOGGER = Logger.getLogger(JobDeletion.class.getName());

    /** Seen before they are deleted, because afterwards their folders are gone. */
    private final Set<Item> withTasks = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    @Override
    public void onCheckDelete(Item item) {
        if (item instanceof Job<?, ?> job && (hasRunning(job) || hasFolder(job))) {
            withTasks.add(item);
        }
    }

    @Override
    public void onDeleted(Item item) {
        if (withTasks.remove(item)) {
            GarbageCollection.get().collectSoon();
        }
    }

    private static boolean hasRunning(Job<?, ?> job) {
        String builds = job.getFullName() + "#";
        return RunPodEngine.get().tasks().stream()
                .anyMatch(handle -> handle.task()
                        .annotations()
                        .getOrDefault(TaskFiles.BUILD_ANNOTATION, "")
                        .startsWith(builds));
    }

    private static boolean hasFolder(Job<?, ?> job) {
        Path builds = job.getBuildDir().toPath();
        if (!Files.isDirectory(builds)) {
            return false;
        }
        try (Stream<Path> all = Files.list(builds)) {
            return all.anyMatch(build -> Files.isDirectory(TaskFiles.folder(build)));
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "Cannot look for tasks of " + job, e);
            return true;
        }
    }
}
