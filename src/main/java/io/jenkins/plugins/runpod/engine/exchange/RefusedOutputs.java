package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.archive.Refusal;
import io.jenkins.plugins.runpod.engine.archive.RefusedArchive;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferProblem;
import io.jenkins.plugins.runpod.engine.transfer.ScriptExit;
import java.util.stream.Collectors;

/** Says why the outputs of a pod are not unpacked, and what helps. Stateless. */
final class RefusedOutputs {
    private RefusedOutputs() {}

    static TransferProblem problem(RefusedArchive refused) {
        String remedy = refused.reasons().stream().map(RefusedOutputs::remedy).collect(Collectors.joining(" "));
        return new TransferProblem(Verdict.PERMANENT, "OutputsRefused", String.join(" ", refused.problems()), remedy);
    }

    private static String remedy(Refusal reason) {
        return switch (reason) {
            case TOO_MANY_FILES -> ScriptExit.TOO_MANY_FILES.remedy();
            case TOO_LARGE -> ScriptExit.TOO_LARGE.remedy();
            case FIXED_LIMIT -> "Let the task pack these files into one archive. The limit cannot be raised.";
            case NAME -> "Rename or remove the file in the task, or choose patterns that leave it out.";
            case FORMAT -> "Set filesImage to an image with another tar, such as busybox.";
        };
    }
}
