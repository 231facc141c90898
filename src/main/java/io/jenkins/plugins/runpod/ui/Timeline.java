package io.jenkins.plugins.runpod.ui;

import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.EndedAttempt;
import io.jenkins.plugins.runpod.engine.lifecycle.Ending;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.history.WaitKind;
import io.jenkins.plugins.runpod.ui.TaskReport.SpanReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a task did from when to when, drawn to scale. The time that a container ran comes from its node's clock where that is all
 * there is; it is laid behind what was waited for, so that two clocks never make a stretch run backwards. Pure.
 */
final class Timeline {
    private record Stretch(int attempt, String kind, String label, Instant from, Instant to) {
        Stretch as(String other) {
            return new Stretch(attempt, other, label, from, to);
        }

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

    /** The kinds of stretches that do not keep the container from running. */
    private static final Set<String> AFTER_START = Set.of("lost", "collecting");

    private final List<Stretch> stretches = new ArrayList<>();
    private final Instant now;

    private Timeline(Instant now) {
        this.now = now;
    }

    /** @param lives whether the task is still running here */
    static Timeline of(TaskState state, boolean lives, Instant now) {
        Timeline timeline = new Timeline(now);
        state.causes().forEach(timeline::waited);
        timeline.collected(state);
        state.earlier().forEach(timeline::ran);
        timeline.ran(state, lives);
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

    private void waited(CauseSpan span) {
        Instant until = span.until() == null ? now : span.until();
        stretches.add(new Stretch(span.attempt(), kind(span), span.cause(), span.since(), later(span.since(), until)));
    }

    /** Outputs are taken after the container has run: the last transfers of an attempt, if one of them collects. */
    private void collected(TaskState state) {
        Set<Integer> later = new HashSet<>();
        List<CauseSpan> spans = state.causes();
        for (int i = spans.size() - 1; i >= 0; i--) {
            CauseSpan span = spans.get(i);
            boolean last = !later.contains(span.attempt());
            if (last && (span.cause().equals("CollectingFiles") || span.cause().equals("WaitingForTransfer"))) {
                if (ran(state, span.attempt())) {
                    Stretch stretch = stretches.get(i);
                    stretches.set(i, stretch.as("collecting"));
                }
            } else {
                later.add(span.attempt());
            }
        }
    }

    private static boolean ran(TaskState state, int attempt) {
        return state.attempt().number() == attempt
                ? state.attempt().memory().resultRan() || started(state).isPresent()
                : state.earlier().stream()
                        .anyMatch(earlier -> earlier.number() == attempt
                                && earlier.ending().end().startedAt() != null);
    }

    private void ran(TaskState state, boolean lives) {
        Optional<Instant> started = started(state);
        if (started.isEmpty()
                && !(lives && state.result() == null && state.attempt().memory().resultRan())) {
            return;
        }
        int attempt = state.attempt().number();
        Instant from = behindWaiting(attempt, started);
        Instant to = started.flatMap(begun -> finished(state).map(end -> from.plus(length(begun, end))))
                .orElse(lives ? now : from);
        running(attempt, from, to);
    }

    private void ran(EndedAttempt earlier) {
        ContainerEnd end = earlier.ending().end();
        if (end.startedAt() != null && end.finishedAt() != null) {
            Instant from = behindWaiting(earlier.number(), Optional.of(end.startedAt()));
            running(earlier.number(), from, from.plus(length(end.startedAt(), end.finishedAt())));
        }
    }

    private Instant behindWaiting(int attempt, Optional<Instant> started) {
        Instant waited = stretches.stream()
                .filter(each -> each.attempt() == attempt && !AFTER_START.contains(each.kind()))
                .map(Stretch::to)
                .max(Comparator.naturalOrder())
                .or(() -> started)
                .orElse(now);
        return started.filter(waited::isBefore).orElse(waited);
    }

    private void running(int attempt, Instant from, Instant to) {
        stretches.add(new Stretch(attempt, "running", Messages.Timeline_running(), from, later(from, to)));
    }

    private static Duration length(Instant from, Instant to) {
        Duration length = Duration.between(from, to);
        return length.isNegative() ? Duration.ZERO : length;
    }

    private static Optional<Instant> started(TaskState state) {
        return ended(state).map(ContainerEnd::startedAt);
    }

    private static Optional<Instant> finished(TaskState state) {
        return ended(state).map(ContainerEnd::finishedAt);
    }

    private static Optional<ContainerEnd> ended(TaskState state) {
        return state.result() != null
                ? Optional.of(state.result().end())
                : Optional.ofNullable(state.ending()).map(Ending::end);
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

    private static String kind(CauseSpan span) {
        return WaitKind.of(span).word();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static double percent(double part) {
        return Math.round(part * 10_000) / 100.0;
    }
}
