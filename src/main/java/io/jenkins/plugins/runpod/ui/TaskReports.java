package io.jenkins.plugins.runpod.ui;

import static io.jenkins.plugins.runpod.engine.lifecycle.FileMessages.OUTPUTS_LOST;
import static io.jenkins.plugins.runpod.engine.lifecycle.FileMessages.files;

import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.TaskView;
import io.jenkins.plugins.runpod.engine.diagnosis.Cause;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.Ledger;
import io.jenkins.plugins.runpod.engine.lifecycle.Obstacles;
import io.jenkins.plugins.runpod.engine.lifecycle.Stage;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.lifecycle.TransferView;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.ui.TaskReport.BudgetReport;
import io.jenkins.plugins.runpod.ui.TaskReport.TransferReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says how tasks stand. Pure. */
final class TaskReports {
    private static final String NOTHING = "";
    /** Nothing changes any more that is of interest. */
    private static final Set<Stage> ENDED = EnumSet.of(Stage.CLEAN, Stage.KEEP, Stage.DONE);

    private TaskReports() {}

    /** A task that runs here. */
    static TaskReport running(TaskHandle handle, Instant now) {
        return handle.view()
                .map(view -> running(handle, view, now))
                .orElseGet(() -> unknown(
                        handle.task().id().task(), Condition.WAITING, Messages.TaskReports_starting(), NOTHING, true));
    }

    private static TaskReport running(TaskHandle handle, TaskView view, Instant now) {
        String id = handle.task().id().task();
        TaskState state = view.state();
        if (state.result() != null) {
            return over(id, state, now);
        }
        Optional<Diagnosis> diagnosis = view.diagnosis();
        Timeline timeline = Timeline.of(state, true, now);
        String cause = diagnosis.map(Diagnosis::cause).orElse(NOTHING);
        return new TaskReport(
                id,
                state.attempt().podName(),
                state.namespace(),
                state.attempt().node(),
                diagnosis.map(Diagnosis::container).orElse(NOTHING),
                Condition.of(view),
                title(view, diagnosis),
                cause,
                meaning(cause),
                diagnosis
                        .filter(d -> !ownWords(d.verdict()))
                        .map(Diagnosis::message)
                        .orElse(NOTHING),
                view.obstacles()
                        .outage()
                        .map(outage -> outage(outage, now))
                        .or(view.obstacles()::contested)
                        .orElse(NOTHING),
                diagnosis.map(Diagnosis::remedy).orElse(NOTHING),
                Optional.empty(),
                timeline.length().map(Durations::format).orElse(NOTHING),
                timeline.last().map(Durations::format).orElse(NOTHING),
                view.transfer().map(TaskReports::transfer),
                outputs(state),
                budgets(state.ledger(), handle.task().specification().policy(), now),
                AttemptReports.of(state, timeline),
                true);
    }

    /** A task that does not run here, as it was saved. @param removal how its pod was removed, if no controller continued it */
    static TaskReport saved(String id, TaskState state, Optional<String> removal, Instant now) {
        if (state.result() != null) {
            return over(id, state, now);
        }
        Timeline timeline = Timeline.of(state, false, now);
        return new TaskReport(
                id,
                state.attempt().podName(),
                state.namespace(),
                state.attempt().node(),
                NOTHING,
                Condition.UNKNOWN,
                removal.isPresent() ? Messages.TaskReports_removed() : Messages.TaskReports_notFollowed(),
                NOTHING,
                removal.orElseGet(Messages::TaskReports_notFollowedMeaning),
                NOTHING,
                NOTHING,
                NOTHING,
                Optional.empty(),
                timeline.length().map(Durations::format).orElse(NOTHING),
                NOTHING,
                Optional.empty(),
                outputs(state),
                List.of(),
                AttemptReports.of(state, timeline),
                false);
    }

    /** A task whose saved state cannot be read. */
    static TaskReport unreadable(String id, String why) {
        return unknown(id, Condition.UNKNOWN, Messages.TaskReports_unreadable(), why, false);
    }

    private static TaskReport over(String id, TaskState state, Instant now) {
        TaskResult result = state.result();
        boolean quotes = ownWords(result.verdict()) && !result.reason().equals(OUTPUTS_LOST);
        Timeline timeline = Timeline.of(state, false, now);
        return new TaskReport(
                id,
                result.pod(),
                result.namespace(),
                result.node(),
                result.end().container(),
                Condition.of(result.verdict()),
                title(result.verdict(), result.reason(), result.exitCode()),
                result.verdict() == Verdict.SUCCEEDED ? NOTHING : result.reason(),
                quotes ? meaning(result.reason()) : NOTHING,
                quotes ? NOTHING : result.message(),
                NOTHING,
                result.remedy(),
                Optional.ofNullable(result.exitCode()),
                timeline.length().map(Durations::format).orElse(NOTHING),
                NOTHING,
                Optional.empty(),
                outputs(state),
                List.of(),
                AttemptReports.of(state, timeline),
                isLive(state));
    }

    /** Whether anything of interest may still change. */
    static boolean isLive(TaskState state) {
        return state.result() == null || !ENDED.contains(state.stage());
    }

    private static TaskReport unknown(String id, Condition state, String title, String message, boolean live) {
        return new TaskReport(
                id,
                NOTHING,
                NOTHING,
                NOTHING,
                NOTHING,
                state,
                title,
                NOTHING,
                NOTHING,
                message,
                NOTHING,
                NOTHING,
                Optional.empty(),
                NOTHING,
                NOTHING,
                Optional.empty(),
                NOTHING,
                List.of(),
                List.of(),
                live);
    }

    /**
     * Whether the message quotes what the container itself said at its end. That may be anything it printed, and only the build's
     * log masks secrets; so the page says what it means, and leaves the words to the log.
     */
    private static boolean ownWords(Verdict verdict) {
        return verdict == Verdict.SUCCEEDED || verdict == Verdict.TASK_FAILED;
    }

    private static String title(TaskView view, Optional<Diagnosis> diagnosis) {
        TaskState state = view.state();
        return switch (state.stage()) {
            case CREATE -> diagnosis.isPresent() ? Messages.TaskReports_held() : Messages.TaskReports_creating();
            case FOLLOW ->
                view.transfer().isPresent()
                        ? Messages.TaskReports_sending()
                        : diagnosis
                                .map(Diagnosis::verdict)
                                .map(TaskReports::title)
                                .orElseGet(Messages::TaskReports_creating);
            case GIVE_UP, AWAIT_REMOVAL -> Messages.TaskReports_givenUp();
            case REPLACE, PAUSE -> Messages.TaskReports_another(state.nextAttemptNumber());
            case COLLECT ->
                state.attempt().takenFiles().isEmpty()
                        ? Messages.TaskReports_taking()
                        : Messages.TaskReports_handingOver();
            case DRAIN, CLEAN, KEEP, DONE -> Messages.TaskReports_ending();
        };
    }

    /** @param exitCode null when none was seen */
    static String title(Verdict verdict, String reason, Integer exitCode) {
        if (reason.equals(OUTPUTS_LOST)) {
            return Messages.TaskReports_outputsLost();
        }
        return verdict == Verdict.TASK_FAILED && exitCode != null
                ? Messages.TaskReports_exitCode(Integer.toString(exitCode))
                : title(verdict);
    }

    private static TransferReport transfer(TransferView view) {
        String name = view.inwards() ? Messages.TaskReports_inputs() : Messages.TaskReports_outputs();
        return new TransferReport(name, view.progress(), view.percent());
    }

    private static String outputs(TaskState state) {
        return state.attempt()
                .takenFiles()
                .map(taken -> files(taken.files(), taken.bytes()))
                .orElse(NOTHING);
    }

    private static String outage(Obstacles.Outage outage, Instant now) {
        return Messages.TaskReports_apiFails(Durations.format(Duration.between(outage.since(), now)), outage.why());
    }

    private static String title(Verdict verdict) {
        return switch (verdict) {
            case WAITING -> Messages.TaskReports_waiting();
            case RATE_LIMITED -> Messages.TaskReports_rateLimited();
            case TRANSIENT, AMBIGUOUS -> Messages.TaskReports_retrying();
            case RUNNING -> Messages.TaskReports_running();
            case SUCCEEDED -> Messages.TaskReports_succeeded();
            case TASK_FAILED -> Messages.TaskReports_failed();
            case PERMANENT -> Messages.TaskReports_permanent();
            case NEVER_STARTED -> Messages.TaskReports_neverStarted();
            case OUTCOME_UNKNOWN -> Messages.TaskReports_outcomeUnknown();
            case CANCELLED -> Messages.TaskReports_cancelled();
        };
    }

    /** What a cause means, in one sentence. Empty for other names. */
    static String meaning(String cause) {
        return Cause.named(cause).map(Cause::meaning).orElse(NOTHING);
    }

    /** The running budget, and those that a user can set and that have been touched. */
    private static List<BudgetReport> budgets(Ledger ledger, TaskPolicy policy, Instant now) {
        return Arrays.stream(Budget.values())
                .filter(budget -> budget == ledger.running()
                        || !ledger.spent(budget, now).minusSeconds(1).isNegative())
                .flatMap(budget -> ledger.left(budget, policy, now).stream().map(left -> {
                    Duration limit = policy.limit(budget).orElseThrow();
                    return new BudgetReport(
                            budget.label(),
                            Durations.format(left),
                            Durations.format(limit),
                            (int) (100 * left.toMillis() / Math.max(1, limit.toMillis())),
                            budget == ledger.running());
                }))
                .toList();
    }
}
