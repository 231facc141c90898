package io.jenkins.plugins.runpod.engine.lifecycle;

import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.pod.ContainerState;
import io.jenkins.plugins.runpod.engine.pod.HelperContainers;
import io.jenkins.plugins.runpod.engine.text.Sizes;
import java.time.Duration;

/** Every sentence a user reads about the files of a task. */
public final class FileMessages {
    /** The reason of a task that ended with exit code 0 and without its outputs. */
    public static final String OUTPUTS_LOST = "OutputsLost";

    private FileMessages() {}

    static String transfer(TransferView view) {
        return (view.inwards() ? "Sending the inputs: " : "Taking the outputs: ") + view.progress() + ".";
    }

    static String transferInterrupted(boolean collecting, String why) {
        return "The transfer of the " + (collecting ? "outputs" : "inputs") + " was interrupted ("
                + Messages.withoutFullStop(why) + "). run-pod continues it from what has arrived.";
    }

    /** @param why ends with what run-pod does about it */
    static String handOverFails(String why) {
        return "The outputs could not be handed over: " + Messages.withoutFullStop(why) + ".";
    }

    static String delivered(long files, long bytes) {
        return "Inputs: sent " + files(files, bytes) + ".";
    }

    static String taken(FileProgress.TakenFiles taken) {
        return "Outputs: took " + files(taken.files(), taken.bytes()) + ".";
    }

    /** {@code 3 files (12 MB)}. */
    public static String files(long files, long bytes) {
        return files + (files == 1 ? " file (" : " files (") + Sizes.format(bytes) + ")";
    }

    static Ending undeliverable(TransferProblem problem) {
        return Ending.of(problem.verdict(), problem.reason(), problem.message(), problem.remedy());
    }

    static TransferProblem outputsGone() {
        return new TransferProblem(
                Verdict.OUTCOME_UNKNOWN,
                OUTPUTS_LOST,
                "The pod is gone, and its outputs with it.",
                "See the pod's events for what has deleted it.");
    }

    /** The container that has the outputs ended before they were taken. */
    static TransferProblem outputsEnded(ContainerState.Terminated end) {
        String reason = end.reason().isEmpty() ? "" : " (" + end.reason() + ")";
        return new TransferProblem(
                Verdict.OUTCOME_UNKNOWN,
                OUTPUTS_LOST,
                "Container " + HelperContainers.OUTPUT + " ended with exit code " + end.exitCode() + reason
                        + " before the outputs were taken.",
                end.reason().equals("OOMKilled")
                        ? "Raise the memory limit of the result container. The limit of " + HelperContainers.OUTPUT
                                + " follows it."
                        : "See the pod's events for what has stopped the container.");
    }

    /** The container that has the outputs cannot start. */
    static TransferProblem outputsUnstartable(Diagnosis why) {
        return new TransferProblem(
                Verdict.OUTCOME_UNKNOWN,
                OUTPUTS_LOST,
                "Container " + HelperContainers.OUTPUT + " cannot start (" + why.cause() + ")" + Messages.detail(why)
                        + ".",
                why.remedy());
    }

    static Ending inputsStuck(TransferProgress transfer, TaskPolicy policy) {
        return Ending.of(
                Verdict.NEVER_STARTED,
                Budget.TRANSFER.timeoutReason(),
                standstill("inputs", transfer, policy),
                standstillRemedy("unpack", transfer));
    }

    static TransferProblem outputsStuck(TransferProgress transfer, TaskPolicy policy) {
        return new TransferProblem(
                Verdict.OUTCOME_UNKNOWN,
                OUTPUTS_LOST,
                standstill("outputs", transfer, policy),
                standstillRemedy("pack", transfer));
    }

    /** How long nothing has moved, and what is known of that time. */
    private static String standstill(String files, TransferProgress transfer, TaskPolicy policy) {
        Duration time = policy.limit(Budget.TRANSFER).orElseThrow().plus(transfer.worked());
        String work = transfer.worked().isZero()
                ? ""
                : ", and the pod worked for " + Messages.duration(transfer.worked()) + " of that";
        String interruption = transfer.interruption().isEmpty()
                ? ""
                : " (last interruption: " + Messages.withoutFullStop(transfer.interruption()) + ")";
        return "Nothing of the " + files + " has arrived for " + Messages.duration(time) + work + interruption + ".";
    }

    private static String standstillRemedy(String work, TransferProgress transfer) {
        return transfer.interruption().isEmpty()
                ? "Raise transferTimeout if the pod needs longer to " + work
                        + " them. Otherwise check the connection to the API server."
                : "Mend what has interrupted the transfer, or raise transferTimeout.";
    }

    /** The container that has the outputs did not start in time. */
    static TransferProblem outputsNotStarted(Budget budget, Diagnosis d, TaskPolicy policy) {
        return new TransferProblem(
                Verdict.OUTCOME_UNKNOWN,
                OUTPUTS_LOST,
                "Container " + HelperContainers.OUTPUT + " did not start within the " + budget.label() + " budget ("
                        + Messages.duration(policy.limit(budget).orElseThrow()) + "). Last cause: " + d.cause()
                        + Messages.detail(d) + ".",
                EndingMessages.withRaise(d.remedy(), budget));
    }

    /** The user asked not to wait longer for the API, and only the pod has the outputs. */
    static TransferProblem outputsOutOfReach(Duration limit) {
        return new TransferProblem(
                Verdict.OUTCOME_UNKNOWN,
                OUTPUTS_LOST,
                "The Kubernetes API has not answered for " + Messages.duration(limit) + " (apiUnavailableTimeout).",
                "Check why the API server does not answer.");
    }

    static String outputsLost(TransferProblem problem) {
        String what = isMissing(problem) ? "Some outputs are missing. " : "The outputs are lost. ";
        return what + problem.message();
    }

    /** The exit code was 0, and the task has not succeeded. */
    static Ending withoutOutputs(Ending ending, TransferProblem problem) {
        return new Ending(
                Verdict.TASK_FAILED,
                OUTPUTS_LOST,
                "Container " + ending.end().container() + " ended with exit code 0, and "
                        + (isMissing(problem) ? "some of its outputs are missing. " : "its outputs are lost. ")
                        + problem.message(),
                problem.remedy(),
                false,
                ending.end());
    }

    /** The outputs that exist were taken nevertheless. */
    private static boolean isMissing(TransferProblem problem) {
        return problem.reason().equals(TransferProblem.OUTPUT_MISSING);
    }
}
