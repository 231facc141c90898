package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.EndedAttempt;
import io.jenkins.plugins.runpod.engine.lifecycle.Ending;
import io.jenkins.plugins.runpod.engine.lifecycle.ResultBuilder;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.ui.TaskReport.SpanReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void stretchesAreDrawnToScale() {
        TaskState state = ended(List.of(span(1, Verdict.RATE_LIMITED, "RegistryRateLimit", 0, 30)), at(30), at(40));

        assertThat(Timeline.of(state, false, at(99)).attempts())
                .isEqualTo(Map.of(
                        1,
                        List.of(
                                new SpanReport("limited", "RegistryRateLimit", "30s", 0, 75),
                                new SpanReport("running", "Running", "10s", 75, 25))));
    }

    @Test
    void runningTimeOfANodeWhoseClockIsSlowIsLaidBehindWhatWasWaitedFor() {
        TaskState state = ended(List.of(span(1, Verdict.WAITING, "ContainerCreating", 0, 10)), at(-500), at(-490));

        assertThat(Timeline.of(state, false, at(99)).attempts().get(1))
                .extracting(SpanReport::left, SpanReport::width)
                .containsExactly(tuple(0.0, 50.0), tuple(50.0, 50.0));
    }

    @Test
    void inputsAreSentBeforeTheContainerRunsAndOutputsAreTakenAfterwards() {
        TaskState state = ended(
                List.of(
                        span(1, Verdict.WAITING, "WaitingForTransfer", 0, 5),
                        span(1, Verdict.WAITING, "SendingFiles", 5, 10),
                        span(1, Verdict.WAITING, "WaitingForTransfer", 40, 45),
                        span(1, Verdict.WAITING, "CollectingFiles", 45, 50)),
                at(10),
                at(40));

        assertThat(Timeline.of(state, false, at(99)).attempts().get(1))
                .extracting(SpanReport::kind, SpanReport::left, SpanReport::width)
                .containsExactly(
                        tuple("files", 0.0, 10.0),
                        tuple("files", 10.0, 10.0),
                        tuple("running", 20.0, 60.0),
                        tuple("collecting", 80.0, 10.0),
                        tuple("collecting", 90.0, 10.0));
    }

    @Test
    void causeThatGotOtherWordsIsOneStretch() {
        TaskState state = ended(
                List.of(
                        span(1, Verdict.WAITING, "SendingFiles", 0, 5),
                        span(1, Verdict.WAITING, "SendingFiles", 5, 10)),
                at(10),
                at(20));

        assertThat(Timeline.of(state, false, at(99)).attempts().get(1))
                .extracting(SpanReport::label, SpanReport::lasted)
                .containsExactly(tuple("SendingFiles", "10s"), tuple("Running", "10s"));
    }

    @Test
    void stretchThatLastsEndsNow() {
        TaskState state = state(List.of(span(1, Verdict.WAITING, "Unschedulable", 0, null)), null);

        assertThat(Timeline.of(state, true, at(70)).last()).contains(Duration.ofSeconds(70));
    }

    @Test
    void attemptsStayApart() {
        TaskState state = state(
                List.of(
                        span(1, Verdict.WAITING, "ContainerCreating", 0, 10),
                        span(2, Verdict.WAITING, "ContainerCreating", 20, 30)),
                null);

        assertThat(Timeline.of(state, true, at(30)).attempts()).containsOnlyKeys(1, 2);
    }

    @Test
    void runningTimeOfAnEarlierAttemptIsDrawnBelowIt() {
        TaskState state = state(
                List.of(
                        span(1, Verdict.WAITING, "ContainerCreating", 0, 10),
                        span(2, Verdict.WAITING, "ContainerCreating", 40, 50)),
                null,
                List.of(new EndedAttempt(
                        1, "pod-1", "node", ending(Verdict.TASK_FAILED, "ExitCode", 137, at(9), at(29)), null)));

        assertThat(Timeline.of(state, true, at(50)).attempts().get(1))
                .contains(new SpanReport("running", "Running", "20s", 20, 40));
    }

    @Test
    void taskWithoutASignOfLifeHasNoLength() {
        assertThat(Timeline.of(state(List.of(), null), true, at(5)).length()).isEmpty();
    }

    private static CauseSpan span(int attempt, Verdict verdict, String cause, long from, Integer to) {
        return new CauseSpan(attempt, verdict, cause, "main", "", at(from), to == null ? null : at(to));
    }

    private static Instant at(long second) {
        return START.plusSeconds(second);
    }

    private static TaskState ended(List<CauseSpan> causes, Instant started, Instant finished) {
        return state(
                causes,
                ResultBuilder.aResult(Verdict.SUCCEEDED)
                        .exitCode(0)
                        .reason("Completed")
                        .causes(causes)
                        .ran(started, finished)
                        .build());
    }

    private static Ending ending(Verdict verdict, String reason, int code, Instant started, Instant finished) {
        return new Ending(verdict, reason, "", "", false, new ContainerEnd("main", code, started, finished, null));
    }

    private static TaskState state(List<CauseSpan> causes, TaskResult result) {
        return state(causes, result, List.of());
    }

    private static TaskState state(List<CauseSpan> causes, TaskResult result, List<EndedAttempt> earlier) {
        TaskState fresh = TaskState.fresh("default", "pod", START);
        return new TaskState(
                fresh.stage(),
                fresh.namespace(),
                fresh.attempt(),
                fresh.ledger(),
                causes,
                null,
                null,
                null,
                result,
                earlier);
    }
}
