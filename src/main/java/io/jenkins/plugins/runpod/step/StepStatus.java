package io.jenkins.plugins.runpod.step;

import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferView;
import io.jenkins.plugins.runpod.engine.text.Durations;
import java.time.Instant;

/** One line that says how a task stands, for the thread dump of a Pipeline. */
final class StepStatus {
    private StepStatus() {}

    static String of(TaskView view, TaskPolicy policy, Instant now) {
        TaskState state = view.state();
        return "pod " + state.namespace() + "/" + state.attempt().podName() + ": " + doing(view)
                + view.transfer().map(StepStatus::progress).orElseGet(() -> left(state, policy, now));
    }

    private static String doing(TaskView view) {
        return switch (view.state().stage()) {
            case CREATE -> view.diagnosis().map(StepStatus::meaning).orElse("being created");
            case FOLLOW ->
                view.transfer().isPresent()
                        ? "sending its files"
                        : view.diagnosis().map(StepStatus::meaning).orElse("not seen yet");
            case GIVE_UP, AWAIT_REMOVAL -> "given up, waiting until it is gone";
            case DRAIN -> "ended, reading the rest of its log";
            case COLLECT ->
                view.state().attempt().takenFiles().isEmpty()
                        ? "ended, taking its outputs"
                        : "ended, handing over its outputs";
            case REPLACE, PAUSE -> "ended, another attempt follows";
            case CLEAN -> "ended, being deleted";
            case KEEP, DONE -> "ended";
        };
    }

    private static String meaning(Diagnosis diagnosis) {
        return diagnosis.verdict() == Verdict.RUNNING
                ? "running"
                : diagnosis.cause() + (diagnosis.message().isEmpty() ? "" : " (" + diagnosis.message() + ")");
    }

    private static String progress(TransferView transfer) {
        return transfer.progress().isEmpty() ? "" : ", " + transfer.progress();
    }

    private static String left(TaskState state, TaskPolicy policy, Instant now) {
        Budget running = state.ledger().running();
        return state.ledger()
                .left(running, policy, now)
                .filter(left -> running != Budget.NONE)
                .map(left -> ", " + Durations.format(left) + " of "
                        + Durations.format(policy.limit(running).orElseThrow()) + " left")
                .orElse("");
    }
}
