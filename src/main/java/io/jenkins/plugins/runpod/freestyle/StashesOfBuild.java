package io.jenkins.plugins.runpod.freestyle;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Functions;
import hudson.model.AbstractBuild;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.io.IOException;
import java.nio.file.Files;
import org.jenkinsci.plugins.workflow.flow.StashManager;

/**
 * Deletes the stashes of a freestyle build at its end. Pipeline does so for its own builds. A later step of the build can read them until
 * then. Runs on the executor's thread.
 */
@Extension
public final class StashesOfBuild extends RunListener<AbstractBuild<?, ?>> {
    @Override
    public void onCompleted(AbstractBuild<?, ?> build, @NonNull TaskListener listener) {
        if (!Files.isDirectory(TaskFiles.folder(build))) {
            return; // without a task of run-pod nothing makes a stash
        }
        try {
            StashManager.maybeClearAll(build, listener);
        } catch (IOException e) {
            Functions.printStackTrace(e, listener.error("Cannot delete the stashes of the build"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
