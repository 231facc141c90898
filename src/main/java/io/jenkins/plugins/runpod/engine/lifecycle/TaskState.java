package io.jenkins.plugins.runpod.engine.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * The saved state of the machine. It is enough to resume the task after the process was killed at any moment.
 * Immutable. Absent values are null inside this package only.
 *
 * @param stage the stage of the task
 * @param namespace the namespace of its pods
 * @param attempt the current attempt
 * @param ledger the budgets of the whole task
 * @param causes what the task has waited for, oldest first. Of very many, some are joined with an earlier one of the same cause
 * @param notBefore the earliest time of the next create, or null for at once
 * @param ending how the current attempt ends, or null before that is decided
 * @param cancelled why the user stopped the task, or null
 * @param result the delivered result, or null
 * @param earlier the attempts before the current one, oldest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskState(
        Stage stage,
        String namespace,
        Attempt attempt,
        Ledger ledger,
        List<CauseSpan> causes,
        Instant notBefore,
        Ending ending,
        String cancelled,
        TaskResult result,
        List<EndedAttempt> earlier) {

    private static final int MOST_CAUSES = 100;

    public TaskState {
        causes = List.copyOf(causes);
        earlier = earlier == null ? List.of() : List.copyOf(earlier); // saved before it was kept
    }

    /** The state of a new task. */
    public static TaskState fresh(String namespace, String podName, Instant now) {
        return new TaskState(
                Stage.CREATE,
                namespace,
                Attempt.of(1, podName, PodVariant.FIRST),
                Ledger.empty(now),
                List.of(),
                null,
                null,
                null,
                null,
                List.of());
    }

    /** The number of the current attempt as users count: without the pods that cost none. */
    public int attemptNumber() {
        return attemptNumber(attempt.number());
    }

    /** The same of an earlier attempt. */
    public int attemptNumber(int number) {
        long free = earlier.stream()
                .filter(one -> one.number() < number && one.ending().costsNothing())
                .count();
        return number - (int) free;
    }

    /** The same of the attempt after the current one, whose end is decided. */
    public int nextAttemptNumber() {
        return attemptNumber() + (ending != null && ending.costsNothing() ? 0 : 1);
    }

    /** The current pod's UID, if the pod was seen. */
    public Optional<String> podUid() {
        return Optional.ofNullable(attempt.uid());
    }

    /** The latest time in this state that lies in the past. */
    public Instant latest() {
        return Stream.of(
                        Stream.of(ledger.since()),
                        Stream.ofNullable(attempt.lastSentAt()),
                        Stream.ofNullable(attempt.ownedSecret().sentAt()),
                        causes.stream().map(cause -> cause.until() == null ? cause.since() : cause.until()))
                .flatMap(moments -> moments)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** @throws IllegalStateException if that stage may not come next */
    TaskState at(Stage next) {
        if (!stage.next().contains(next)) {
            throw new IllegalStateException("Stage " + next + " cannot follow " + stage + ": " + this);
        }
        return new TaskState(next, namespace, attempt, ledger, causes, notBefore, ending, cancelled, result, earlier);
    }

    TaskState with(Attempt changed) {
        return new TaskState(stage, namespace, changed, ledger, causes, notBefore, ending, cancelled, result, earlier);
    }

    /** The state after the current attempt has ended and the next one begins. */
    TaskState followedBy(Attempt next) {
        List<EndedAttempt> over = new ArrayList<>(earlier);
        over.add(EndedAttempt.of(attempt, ending));
        return new TaskState(stage, namespace, next, ledger, causes, notBefore, null, cancelled, result, over);
    }

    TaskState with(Ledger changed) {
        return new TaskState(stage, namespace, attempt, changed, causes, notBefore, ending, cancelled, result, earlier);
    }

    TaskState with(Ending decided) {
        return new TaskState(stage, namespace, attempt, ledger, causes, notBefore, decided, cancelled, result, earlier);
    }

    TaskState with(TaskResult delivered) {
        return new TaskState(
                stage, namespace, attempt, ledger, causes, notBefore, ending, cancelled, delivered, earlier);
    }

    TaskState notBefore(Instant moment) {
        return new TaskState(stage, namespace, attempt, ledger, causes, moment, ending, cancelled, result, earlier);
    }

    TaskState cancelledBy(String why) {
        return new TaskState(stage, namespace, attempt, ledger, causes, notBefore, ending, why, result, earlier);
    }

    /** Ends the present span and begins the next one, if given. The same cause again changes nothing. */
    TaskState caused(CauseSpan next, Instant now) {
        CauseSpan last = causes.isEmpty() ? null : causes.get(causes.size() - 1);
        boolean lasts = last != null && last.until() == null;
        if (next != null && lasts && last.same(next)) {
            return this;
        }
        if (next == null && !lasts) {
            return this;
        }
        List<CauseSpan> changed = new ArrayList<>(causes);
        if (lasts) {
            changed.set(changed.size() - 1, last.ended(now));
        }
        if (next != null) {
            changed.add(next);
        }
        if (changed.size() > MOST_CAUSES && !join(changed, CauseSpan::same)) {
            join(changed, CauseSpan::alike);
        }
        return new TaskState(stage, namespace, attempt, ledger, changed, notBefore, ending, cancelled, result, earlier);
    }

    /**
     * Joins one of the later spans, but the last, with an earlier one, so that no time is lost.
     *
     * @return false if no two match
     */
    private static boolean join(List<CauseSpan> spans, BiPredicate<CauseSpan, CauseSpan> match) {
        for (int later = MOST_CAUSES / 2; later < spans.size() - 1; later++) {
            for (int earlier = later - 1; earlier >= 0; earlier--) {
                if (match.test(spans.get(earlier), spans.get(later))) {
                    spans.set(earlier, spans.get(earlier).with(spans.remove(later)));
                    return true;
                }
            }
        }
        return false;
    }
}
