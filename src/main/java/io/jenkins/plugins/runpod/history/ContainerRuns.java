package io.jenkins.plugins.runpod.history;

import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.EndedAttempt;
import io.jenkins.plugins.runpod.engine.lifecycle.Ending;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.pod.ContainerEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When the containers of a task ran. How long comes from the node's clock. It is laid behind what was waited for before, by the
 * controller's clock, so that two clocks never make a period run backwards. Pure.
 */
public final class ContainerRuns {
    private static final Set<String> OF_COLLECTION = Set.of("CollectingFiles", "WaitingForTransfer");

    private final TaskState state;
    private final Optional<Instant> until;
    private final Set<Integer> collecting = new HashSet<>();
    private final List<ContainerRun> runs = new ArrayList<>();

    /**
     * The run of an attempt's result container, or of the init container that failed.
     *
     * @param container empty if its end was not seen
     */
    public record ContainerRun(int attempt, String container, Instant from, Instant to) {
        /** How long it ran. */
        public Duration length() {
            return Duration.between(from, to);
        }
    }

    private ContainerRuns(TaskState state, Optional<Instant> until) {
        this.state = state;
        this.until = until;
    }

    /** @param until when a run ended, or still went on, whose end was not seen. Empty if it does not count */
    public static ContainerRuns of(TaskState state, Optional<Instant> until) {
        ContainerRuns runs = new ContainerRuns(state, until);
        runs.findCollections();
        state.earlier().forEach(runs::ran);
        runs.ran();
        return runs;
    }

    /** The runs, the oldest first. */
    public List<ContainerRun> all() {
        return List.copyOf(runs);
    }

    /** Those of a container, and those of which that is not known. */
    public List<ContainerRun> of(String container) {
        return runs.stream()
                .filter(run -> run.container().isEmpty() || run.container().equals(container))
                .toList();
    }

    /** Whether the task waited at this place of its causes for its outputs, after its container had run. */
    public boolean isCollection(int cause) {
        return collecting.contains(cause);
    }

    /** Outputs are taken after the container has run: the last transfers of an attempt, if one of them collects. */
    private void findCollections() {
        Set<Integer> later = new HashSet<>();
        for (int i = state.causes().size() - 1; i >= 0; i--) {
            CauseSpan span = state.causes().get(i);
            if (!later.contains(span.attempt()) && OF_COLLECTION.contains(span.cause())) {
                if (hasRun(span.attempt())) {
                    collecting.add(i);
                }
            } else {
                later.add(span.attempt());
            }
        }
    }

    private boolean hasRun(int attempt) {
        return state.attempt().number() == attempt
                ? state.attempt().memory().resultRan() || end().startedAt() != null
                : state.earlier().stream()
                        .anyMatch(earlier -> earlier.number() == attempt
                                && earlier.ending().end().startedAt() != null);
    }

    private void ran(EndedAttempt earlier) {
        ContainerEnd end = earlier.ending().end();
        if (end.startedAt() != null && end.finishedAt() != null) {
            Instant from = behindWaiting(earlier.number(), end.startedAt());
            add(earlier.number(), end.container(), from, from.plus(length(end)));
        }
    }

    private void ran() {
        ContainerEnd end = end();
        int attempt = state.attempt().number();
        if (end.startedAt() != null) {
            Instant from = behindWaiting(attempt, end.startedAt());
            add(attempt, end.container(), from, end.finishedAt() != null ? from.plus(length(end)) : until.orElse(from));
        } else if (until.isPresent() && state.attempt().memory().resultRan()) {
            add(attempt, "", waited(attempt).orElse(until.get()), until.get());
        }
    }

    private void add(int attempt, String container, Instant from, Instant to) {
        runs.add(new ContainerRun(attempt, container, from, to.isAfter(from) ? to : from));
    }

    private Instant behindWaiting(int attempt, Instant started) {
        return waited(attempt).filter(started::isBefore).orElse(started);
    }

    /** When the last wait ended that kept the container from running. */
    private Optional<Instant> waited(int attempt) {
        Optional<Instant> last = Optional.empty();
        for (int i = 0; i < state.causes().size(); i++) {
            CauseSpan span = state.causes().get(i);
            if (span.attempt() == attempt && !isCollection(i) && WaitKind.of(span) != WaitKind.LOST) {
                Instant end = span.until() != null ? span.until() : until.orElse(span.since());
                last = Optional.of(last.filter(end::isBefore).orElse(end));
            }
        }
        return last;
    }

    private ContainerEnd end() {
        return state.result() != null
                ? state.result().end()
                : Optional.ofNullable(state.ending()).map(Ending::end).orElse(ContainerEnd.none());
    }

    private static Duration length(ContainerEnd end) {
        return Duration.between(end.startedAt(), end.finishedAt());
    }
}
