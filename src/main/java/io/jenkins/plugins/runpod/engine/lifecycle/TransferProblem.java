package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;

/**
 * Why files cannot be moved into a pod or out of it, in this attempt. Part of the saved state.
 *
 * @param verdict what it means for an attempt whose inputs these are: {@code PERMANENT}, or {@code NEVER_STARTED} if another
 *     pod may fare better
 * @param reason a short identifier: {@code ToolMissing}, {@code FileLimit}
 * @param message one sentence for the user
 * @param remedy what to change, or empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TransferProblem(Verdict verdict, String reason, String message, String remedy) {
    /** The reason if patterns match no file. The other outputs are taken. */
    public static final String OUTPUT_MISSING = "OutputMissing";
}
