package io.jenkins.plugins.runpod.ui;

import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.history.ContainerRuns;
import io.jenkins.plugins.runpod.history.ContainerRuns.ContainerRun;
import io.jenkins.plugins.runpod.history.WaitKind;
import io.jenkins.plugins.runpod.ui.TaskReport.SpanReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a task did from when to when, drawn to scale. Pure. */
final class Timeline {
    private record Stretch(int attempt, String kind, String label, Instant from, Instant to) {
        boolean goesOnAs(Stretch next) {
            return attempt == next.attempt
                    && kind.equals(next.kind)
                    && label.equals(next.label)
                    && to.equals(next.from);
        }

        Stretch until(Instant end) {
            return new Stretch(attempt, kind, label, from, end);
        }
    }

    private final List<Stretch> stretches = new ArrayList<>();
    private final Instant now;

    private Timeline(Instant now) {
        this.now = now;
    }

    /** @param lives whether the task is still running here */
    static Timeline of(TaskState state, boolean lives, Instant now) {
        Timeline timeline = new Timeline(now);
        ContainerRuns runs = ContainerRuns.of(state, Optional.of(now).filter(any -> lives && state.result() == null));
        for (int i = 0; i < state.causes().size(); i++) {
            timeline.waited(state.causes().get(i), runs.isCollection(i));
        }
        runs.all().forEach(timeline::ran);
        timeline.stretches.sort(Comparator.comparing(Stretch::from));
        timeline.join();
        return timeline;
    }

    /** A cause that got other words is one stretch. */
    private void join() {
        for (int i = stretches.size() - 1; i > 0; i--) {
            if (stretches.get(i - 1).goesOnAs(stretches.get(i))) {
                Stretch next = stretches.remove(i);
                stretches.set(i - 1, stretches.get(i - 1).until(next.to()));
            }
        }
    }

    /** From the first sign of life to the last; empty before the first. */
    Optional<Duration> length() {
        return stretches.isEmpty() ? Optional.empty() : Optional.of(Duration.between(start(), end()));
    }

    /** How long the last stretch has lasted. */
    Optional<Duration> last() {
        return stretches.isEmpty()
                ? Optional.empty()
                : Optional.of(stretches.get(stretches.size() - 1)).map(s -> Duration.between(s.from(), s.to()));
    }

    /** The stretches of each attempt, in percent of the whole. */
    Map<Integer, List<SpanReport>> attempts() {
        Map<Integer, List<SpanReport>> attempts = new TreeMap<>();
        double whole = Math.max(1, length().map(Duration::toMillis).orElse(1L));
        for (Stretch each : stretches) {
            long before = Duration.between(start(), each.from()).toMillis();
            Duration lasted = Duration.between(each.from(), each.to());
            attempts.computeIfAbsent(each.attempt(), any -> new ArrayList<>())
                    .add(new SpanReport(
                            each.kind(),
                            each.label(),
                            Durations.format(lasted),
                            percent(before / whole),
                            percent(lasted.toMillis() / whole)));
        }
        return attempts;
    }

    private void waited(CauseSpan span, boolean collection) {
        Instant until = span.until() == null ? now : span.until();
        String kind = collection ? "collecting" : WaitKind.of(span).word();
        stretches.add(new Stretch(span.attempt(), kind, span.cause(), span.since(), later(span.since(), until)));
    }

    private void ran(ContainerRun run) {
        stretches.add(new Stretch(run.attempt(), "running", Messages.Timeline_running(), run.from(), run.to()));
    }

    private Instant start() {
        return stretches.get(0).from();
    }

    private Instant end() {
        return stretches.stream()
                .map(Stretch::to)
                .max(Comparator.naturalOrder())
                .orElse(now);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static double percent(double part) {
        return Math.round(part * 10_000) / 100.0;
    }
}
