package io.jenkins.plugins.runpod.engine.transfer;

import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.archive.FileSelection;
import io.jenkins.plugins.runpod.engine.archive.FindExpression;
import java.util.List;

/**
 * The files of a task. It is decided when the task begins, and saved with its definition. Immutable.
 *
 * @param inputs whether files are in the working directory before the result container starts
 * @param outputs what is taken after its end, each in its turn
 * @param limits how much the inputs may hold, and the outputs
 */
public record FilePlan(boolean inputs, List<OutputFiles> outputs, ArchiveLimits limits) {
    /** What an archive needs for a file besides its content: headers, a long name, padding. */
    private static final int OVERHEAD = 2048;

    /** No files. */
    public static final FilePlan NONE = new FilePlan(false, List.of(), ArchiveLimits.DEFAULT);

    public FilePlan {
        outputs = List.copyOf(outputs);
    }

    /** Whether files are moved at all. */
    public boolean any() {
        return inputs || !outputs.isEmpty();
    }

    /**
     * What collects the outputs in the pod: all that the exact patterns match, and perhaps more. The archive may be longer than the files
     * in it by what a header and a long name take.
     *
     * @throws IllegalArgumentException with one sentence for the user, for patterns that are wrong, or too long together
     */
    public CollectOutputs collection() {
        List<FileSelection> selections =
                outputs.stream().map(OutputFiles::selection).toList();
        List<List<String>> expressions = FindExpression.of(selections);
        if (!CollectOutputs.fit(expressions)) {
            expressions = FindExpression.of(
                    selections.stream().map(FileSelection::withoutExcludes).toList());
        }
        return new CollectOutputs(expressions, limits.files(), limits.bytes() + (long) limits.files() * OVERHEAD);
    }
}
