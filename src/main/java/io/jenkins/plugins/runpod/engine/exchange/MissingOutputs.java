package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferProblem;
import io.jenkins.plugins.runpod.engine.transfer.OutputFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the outputs that match no file, although they must. Stateless. */
final class MissingOutputs {
    private static final int MOST_NAMED = 20;

    private MissingOutputs() {}

    /** One problem that names all of them, or none. */
    static Optional<TransferProblem> in(List<OutputFiles> outputs, List<List<String>> selected) {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            if (selected.get(i).isEmpty() && !outputs.get(i).allowEmpty()) {
                missing.add(outputs.get(i).name());
            }
        }
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        String named = String.join(", ", missing.subList(0, Math.min(MOST_NAMED, missing.size())));
        String more = missing.size() > MOST_NAMED ? " and " + (missing.size() - MOST_NAMED) + " more" : "";
        return Optional.of(new TransferProblem(
                Verdict.PERMANENT,
                TransferProblem.OUTPUT_MISSING,
                "No file matches " + named + more + ".",
                "Check the patterns and the working directory, or set allowEmpty (allowEmptyResults of toJUnit)."));
    }
}
