package io.jenkins.plugins.runpod.housekeeping;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.nio.file.Files;

/** Deletes the pods of a deleted build, including kept pods. Any thread calls it. Returns at once. */
@Extension
public final class BuildDeletion extends RunListener<Run<?, ?>> {
    @Override
    public void onDeleted(Run<?, ?> run) {
        if (Files.isDirectory(TaskFiles.folder(run))) {
            GarbageCollection.get().collectSoon();
        }
    }
}
