package io.jenkins.plugins.runpod.engine.transfer;

import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import java.util.List;

/**
 * The files of a task. It is decided when the task begins, and saved with its definition. Immutable.
 *
 * @param inputs whether files are in the working directory before the result container starts
 * @param outputs what is taken after its end, each in its turn
 * @param limits how much the inputs may hold, and the outputs
 */
public record FilePlan(boolean inputs, List<OutputFiles> outputs, ArchiveLimits limits) {
    /** No files. */
    public static final FilePlan NONE = new FilePlan(false, List.of(), ArchiveLimits.DEFAULT);

    public FilePlan {
        outputs = List.copyOf(outputs);
    }

    /** Whether files are moved at all. */
    public boolean any() {
        return inputs || !outputs.isEmpty();
    }
}
