package io.jenkins.plugins.runpod.runtime;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.listeners.RunListener;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where outputs that are to be returned are collected. They are kept until the build is over, because a step that has returned one
 * may have to return it again after a crash.
 */
@Extension
public final class CapturedOutputs extends RunListener<Run<?, ?>> {
    private static final Logger LOGGER = Logger.getLogger(CapturedOutputs.class.getName());
    private static final String SUFFIX = ".out";

    /** Where the output of a task is collected. */
    public static Path file(Path folder, String task) {
        return folder.resolve(task + SUFFIX);
    }

    @Override
    public void onFinalized(@NonNull Run<?, ?> run) {
        Path folder = TaskFiles.folder(run);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> outputs = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path output : outputs) {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Cannot delete the captured outputs of " + run, e);
        }
    }
}
