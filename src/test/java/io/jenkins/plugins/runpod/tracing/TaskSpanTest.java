package io.jenkins.plugins.runpod.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.ResultBuilder;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import io.jenkins.plugins.runpod.history.EndedTasks;
import io.jenkins.plugins.runpod.runtime.EndedTaskListener.Ended;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskSpanTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String STEP = "00f067aa0ba902b7";
    private static final String PARENT = "00-" + TRACE + "-" + STEP + "-01";

    @Test
    void taskIsASpanBelowItsStepFromItsFirstWaitToItsEnd() throws Exception {
        SpanData span = span(
                PARENT,
                ResultBuilder.aResult(Verdict.SUCCEEDED)
                        .reason("Completed")
                        .exitCode(0)
                        .ran(at(40), at(100))
                        .build(),
                wait("RegistryRateLimit", Verdict.RATE_LIMITED, 2, 40));

        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo(STEP);
        assertThat(time(span.getStartEpochNanos())).isEqualTo(at(2));
        assertThat(time(span.getEndEpochNanos())).isEqualTo(at(120));
        assertThat(text(span, "k8s.cluster.name")).isEqualTo("prod");
        assertThat(text(span, "k8s.pod.name")).isEqualTo("pod-1");
        assertThat(text(span, "container.image.name")).isEqualTo("maven:3");
        assertThat(text(span, "run_pod.verdict")).isEqualTo("SUCCEEDED");
        assertThat(span.getStatus()).isEqualTo(StatusData.unset());
    }

    @Test
    void waitsAndRunsAreEventsWithTheirDuration() throws Exception {
        SpanData span = span(
                PARENT,
                ResultBuilder.aResult(Verdict.SUCCEEDED).ran(at(40), at(100)).build(),
                wait("NotScheduled", Verdict.WAITING, 0, 2),
                wait("RegistryRateLimit", Verdict.RATE_LIMITED, 2, 40));

        assertThat(span.getEvents())
                .extracting(EventData::getName)
                .containsExactly("NotScheduled", "RegistryRateLimit", "Running");
        assertThat(span.getEvents())
                .extracting(event -> event.getAttributes().get(AttributeKey.longKey("run_pod.duration_ms")))
                .containsExactly(2_000L, 38_000L, 60_000L);
        EventData limited = span.getEvents().get(1);
        assertThat(time(limited.getEpochNanos())).isEqualTo(at(2));
        assertThat(limited.getAttributes().get(AttributeKey.stringKey("run_pod.wait")))
                .isEqualTo("limited");
        assertThat(limited.getAttributes().get(AttributeKey.stringKey("run_pod.message")))
                .isEqualTo("in the words of the kubelet");
    }

    @Test
    void taskThatDidNotSucceedHasAnErrorAndItsReason() throws Exception {
        SpanData span = span(
                PARENT,
                ResultBuilder.aResult(Verdict.TASK_FAILED)
                        .reason("ExitCode")
                        .exitCode(3)
                        .ran(at(1), at(2))
                        .build());

        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getStatus().getDescription()).isEqualTo("ExitCode");
        assertThat(span.getAttributes().get(AttributeKey.longKey("run_pod.exit_code")))
                .isEqualTo(3);
    }

    @Test
    void taskOfABuildThatNothingTracesBeginsATrace() throws Exception {
        for (String none : List.of("", "not a parent")) {
            SpanData span = span(none, ResultBuilder.aResult(Verdict.CANCELLED).build());

            assertThat(span.getParentSpanId()).isEqualTo(SpanId.getInvalid());
            assertThat(time(span.getStartEpochNanos())).isEqualTo(at(120));
        }
    }

    @Test
    void taskThatAUserStoppedIsNoError() throws Exception {
        SpanData span = span(PARENT, ResultBuilder.aResult(Verdict.CANCELLED).build());

        assertThat(span.getStatus()).isEqualTo(StatusData.unset());
    }

    @Test
    void nothingLiesBehindTheEndThoughTheClockOfTheNodeIsAhead() throws Exception {
        SpanData span = span(
                PARENT,
                ResultBuilder.aResult(Verdict.SUCCEEDED).ran(at(500), at(560)).build(),
                wait("NotScheduled", Verdict.WAITING, 0, 2));

        assertThat(span.getEvents()).allMatch(event -> event.getEpochNanos() <= span.getEndEpochNanos());
    }

    private static SpanData span(String parent, TaskResult result, CauseSpan... waits) throws Exception {
        TaskParameters parameters = new TaskParameters();
        parameters.image = "maven:3";
        PodTask task = new PodTask(
                new TaskId("controller", "task"),
                TaskSpecification.of(parameters, "ci", TaskPolicy.standard()),
                Map.of());
        TaskState fresh = TaskState.fresh("ci", "pod-1", START);
        TaskState state = new TaskState(
                fresh.stage(),
                fresh.namespace(),
                fresh.attempt(),
                fresh.ledger(),
                List.of(waits),
                null,
                null,
                null,
                result,
                List.of());
        InMemorySpanExporter exported = InMemorySpanExporter.create();
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exported))
                .build()) {
            TaskSpan.export(
                    provider.get("test"),
                    new Ended(EndedTasks.of(task, "job#1", "prod", state, result, at(120)), "main", state, parent));
            return exported.getFinishedSpanItems().get(0);
        }
    }

    private static CauseSpan wait(String cause, Verdict verdict, int from, int to) {
        return new CauseSpan(1, verdict, cause, "main", "in the words of the kubelet", at(from), at(to));
    }

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }

    private static Instant time(long nanos) {
        return Instant.EPOCH.plusNanos(nanos);
    }

    private static String text(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }
}
