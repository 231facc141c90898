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
 * The files with captured outputs. They are kept until the build ends, because a step may have to return its output
 * again after a crash.
 */
@Extension
public final class CapturedOutputs extends RunListener<Run<?, ?>> {
    private static final Logger LOGGER = Logger.getLogger(CapturedOutputs.class.getName());
    private static final String SUFFIX = ".out";

    /** The file with the output of a task. */
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
