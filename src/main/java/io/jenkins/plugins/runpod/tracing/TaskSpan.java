package io.jenkins.plugins.runpod.tracing;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.history.ContainerRuns;
import io.jenkins.plugins.runpod.history.ContainerRuns.ContainerRun;
import io.jenkins.plugins.runpod.history.EndedTask;
import io.jenkins.plugins.runpod.history.EndedTasks;
import io.jenkins.plugins.runpod.history.WaitKind;
import io.jenkins.plugins.runpod.runtime.EndedTaskListener.Ended;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The span of a task: from its beginning to its end, below the span of its step. What it waited for are events, each at its beginning
 * and with its duration. So are the runs of its result container. Their lengths are by the clocks of nodes, all else is by that of the
 * controller.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/resource/k8s/">The attributes with names of Kubernetes</a>
 */
final class TaskSpan {
    private static final String NAME = "pod task";

    private static final AttributeKey<String> CLUSTER = AttributeKey.stringKey("k8s.cluster.name");
    private static final AttributeKey<String> NAMESPACE = AttributeKey.stringKey("k8s.namespace.name");
    private static final AttributeKey<String> POD = AttributeKey.stringKey("k8s.pod.name");
    private static final AttributeKey<String> NODE = AttributeKey.stringKey("k8s.node.name");
    private static final AttributeKey<String> CONTAINER = AttributeKey.stringKey("k8s.container.name");
    private static final AttributeKey<String> IMAGE = AttributeKey.stringKey("container.image.name");
    private static final AttributeKey<String> TASK = AttributeKey.stringKey("run_pod.task");
    private static final AttributeKey<String> VERDICT = AttributeKey.stringKey("run_pod.verdict");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("run_pod.reason");
    private static final AttributeKey<Long> EXIT_CODE = AttributeKey.longKey("run_pod.exit_code");
    private static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("run_pod.attempts");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("run_pod.attempt");
    private static final AttributeKey<String> KIND = AttributeKey.stringKey("run_pod.wait");
    private static final AttributeKey<String> MESSAGE = AttributeKey.stringKey("run_pod.message");
    private static final AttributeKey<Long> DURATION = AttributeKey.longKey("run_pod.duration_ms");

    private TaskSpan() {}

    static void export(Tracer tracer, Ended ended) {
        EndedTask line = ended.line();
        TaskState state = ended.state();
        List<ContainerRun> runs =
                ContainerRuns.of(state, Optional.of(line.ended())).of(ended.container());
        SpanBuilder builder = tracer.spanBuilder(NAME)
                .setParent(parent(ended.traceParent()))
                .setStartTimestamp(EndedTasks.began(state, runs).orElse(line.ended()))
                .setAttribute(CLUSTER, line.cluster())
                .setAttribute(NAMESPACE, line.namespace())
                .setAttribute(POD, state.attempt().podName())
                .setAttribute(CONTAINER, ended.container())
                .setAttribute(IMAGE, line.image())
                .setAttribute(TASK, line.task())
                .setAttribute(VERDICT, line.verdict().name())
                .setAttribute(REASON, line.reason())
                .setAttribute(ATTEMPTS, (long) line.attempts());
        if (!state.attempt().node().isEmpty()) {
            builder.setAttribute(NODE, state.attempt().node());
        }
        if (state.result() != null) {
            state.result().ownExitCode().ifPresent(code -> builder.setAttribute(EXIT_CODE, (long) code));
        }
        Span span = builder.startSpan();
        state.causes().forEach(cause -> span.addEvent(cause.cause(), waited(cause, line.ended()), cause.since()));
        runs.forEach(run -> span.addEvent("Running", ran(run), earlier(run.from(), line.ended())));
        if (line.verdict() != Verdict.SUCCEEDED && line.verdict() != Verdict.CANCELLED) {
            span.setStatus(StatusCode.ERROR, line.reason());
        }
        span.end(line.ended());
    }

    /** A node's clock may be ahead of that of the controller. */
    private static Instant earlier(Instant time, Instant limit) {
        return time.isBefore(limit) ? time : limit;
    }

    private static Attributes waited(CauseSpan cause, Instant ended) {
        return Attributes.builder()
                .put(ATTEMPT, (long) cause.attempt())
                .put(CONTAINER, cause.container())
                .put(KIND, WaitKind.of(cause).word())
                .put(MESSAGE, cause.message())
                .put(DURATION, cause.length(ended).toMillis())
                .build();
    }

    private static Attributes ran(ContainerRun run) {
        return Attributes.builder()
                .put(ATTEMPT, (long) run.attempt())
                .put(CONTAINER, run.container())
                .put(DURATION, run.length().toMillis())
                .build();
    }

    /** Without a span around the task, or with a text that names none, the span begins a trace of its own. */
    private static Context parent(String traceParent) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), traceParent, new TraceParent());
    }

    /** Reads headers of which there is one. */
    private static final class TraceParent implements TextMapGetter<String> {
        private static final String NAME = "traceparent";

        @Override
        public Iterable<String> keys(@NonNull String header) {
            return List.of(NAME);
        }

        @Override
        public String get(String header, @NonNull String name) {
            return name.equals(NAME) ? header : null;
        }
    }
}
