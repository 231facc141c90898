package io.jenkins.plugins.runpod.engine.exchange;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferProblem;
import io.jenkins.plugins.runpod.engine.transfer.ScriptExit;
import io.jenkins.plugins.runpod.engine.transfer.ScriptReply;
import java.util.Optional;

/** What the failures of scripts and of their requests mean for a task. Stateless. */
final class ScriptProblems {
    private ScriptProblems() {}

    /** A script cannot do what it was asked for. */
    static TransferProblem of(ScriptReply.Failure<?> failure) {
        return of(failure, failure.message() + ".");
    }

    /** The same in other words. */
    static TransferProblem of(ScriptReply.Failure<?> failure, String message) {
        ScriptExit exit = failure.exit();
        return new TransferProblem(verdict(exit), reason(exit), message, exit.remedy());
    }

    /** Another node may have more space. */
    private static Verdict verdict(ScriptExit exit) {
        return exit == ScriptExit.DISK_FULL ? Verdict.NEVER_STARTED : Verdict.PERMANENT;
    }

    private static String reason(ScriptExit exit) {
        return switch (exit) {
            case MISSING_TOOLS, NOT_EXECUTABLE, NO_SHELL -> "ToolMissing";
            case TOO_MANY_FILES, TOO_LARGE -> "FileLimit";
            case DISK_FULL -> "DiskFull";
            case NOT_WRITABLE, PERMISSION -> "FilePermission";
            case UNUSABLE_NAME -> "FileName";
            case KILLED -> "ScriptKilled";
            case INCOMPLETE, CORRUPTED, TOOL_FAILED, UNKNOWN_COMMAND, NOT_COLLECTED, TERMINATED, NO_ANSWER, OTHER ->
                "TransferFailed";
        };
    }

    /** The words of the API server say which permission is missing. Empty for a failure that may pass. */
    static Optional<TransferProblem> of(KubeFailure failure, String namespace) {
        return isForbidden(failure)
                ? Optional.of(new TransferProblem(
                        Verdict.PERMANENT,
                        "ExecForbidden",
                        "Kubernetes does not allow run-pod to move files (" + failure.getMessage() + ").",
                        "Give the account of run-pod a Role in namespace " + namespace
                                + " with the verbs get and create on pods/exec."))
                : Optional.empty();
    }

    /** In Kubernetes' own words. A proxy may refuse for a while. */
    private static boolean isForbidden(KubeFailure failure) {
        return failure.status() == 403 && failure.reason().equals("Forbidden");
    }

    /** Kubernetes says that there is no such pod. */
    static boolean isGone(KubeFailure failure) {
        return failure.status() == 404 && failure.reason().equals("NotFound");
    }
}
