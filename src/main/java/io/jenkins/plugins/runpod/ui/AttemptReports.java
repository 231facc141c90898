package io.jenkins.plugins.runpod.ui;

import static io.jenkins.plugins.runpod.engine.lifecycle.FileMessages.OUTPUTS_LOST;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.runpod.engine.lifecycle.EndedAttempt;
import io.jenkins.plugins.runpod.engine.lifecycle.PodVariant;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.ui.TaskReport.AttemptReport;
import io.jenkins.plugins.runpod.ui.TaskReport.SpanReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The pods of a task, one below the other. Pure. */
final class AttemptReports {
    private AttemptReports() {}

    /** Oldest first; those of which nothing is known yet are left out. */
    static List<AttemptReport> of(TaskState state, Timeline timeline) {
        Map<Integer, List<SpanReport>> spans = timeline.attempts();
        List<AttemptReport> attempts = new ArrayList<>();
        for (EndedAttempt earlier : state.earlier()) {
            attempts.add(new AttemptReport(
                    state.attemptNumber(earlier.number()),
                    earlier.podName(),
                    earlier.node(),
                    outcome(earlier),
                    words(earlier.variant()),
                    spans.getOrDefault(earlier.number(), List.of())));
        }
        int last = state.attempt().number();
        if (!attempts.isEmpty() || spans.containsKey(last)) {
            attempts.add(new AttemptReport(
                    state.attemptNumber(),
                    state.attempt().podName(),
                    state.attempt().node(),
                    "",
                    words(state.attempt().variant()),
                    spans.getOrDefault(last, List.of())));
        }
        return attempts;
    }

    private static String words(@CheckForNull PodVariant variant) {
        return variant == null ? "" : variant.words();
    }

    private static String outcome(EndedAttempt attempt) {
        String title = TaskReports.title(
                attempt.ending().verdict(),
                attempt.ending().reason(),
                attempt.ending().end().exitCode());
        String reason = attempt.ending().reason();
        return reason.equals("ExitCode") || reason.equals(OUTPUTS_LOST) ? title : title + " (" + reason + ")";
    }
}
