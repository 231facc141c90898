package io.jenkins.plugins.runpod.history;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.EndedAttempt;
import io.jenkins.plugins.runpod.engine.lifecycle.ImageSource;
import io.jenkins.plugins.runpod.engine.lifecycle.PodVariant;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.spec.ImageReference;
import io.jenkins.plugins.runpod.history.ContainerRuns.ContainerRun;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** Makes the line of a task that ends from what was saved of it. Pure. */
public final class EndedTasks {
    private final PodTask task;
    private final TaskState state;
    private final Instant ended;
    private final List<ContainerRun> runs;
    private final Map<PodVariant, Map<String, String>> images = new HashMap<>();

    private record Key(WaitKind kind, String cause, String image) {}

    private EndedTasks(PodTask task, TaskState state, Instant ended) {
        this.task = task;
        this.state = state;
        this.ended = ended;
        this.runs = ContainerRuns.of(state, Optional.of(ended))
                .of(task.specification().container());
    }

    /**
     * The line of a task.
     *
     * @param build the id of its build
     * @param cluster the name of its cluster
     * @param ended when its result was there
     */
    public static EndedTask of(
            PodTask task, String build, String cluster, TaskState state, TaskResult result, Instant ended) {
        return new EndedTasks(task, state, ended).line(build, cluster, result);
    }

    private EndedTask line(String build, String cluster, TaskResult result) {
        PodVariant last = state.attempt().podVariant();
        return new EndedTask(
                ended.truncatedTo(ChronoUnit.MILLIS),
                task.id().task(),
                build,
                cluster,
                state.namespace(),
                images(last.with(ImageSource.OWN))
                        .getOrDefault(task.specification().container(), ""),
                result.verdict(),
                result.reason(),
                state.attemptNumber(),
                start().map(Duration::toMillis).orElse(null),
                runs(this::isLast),
                lost(),
                waits());
    }

    /** When a task began, if that is known. The first thing that is known of a task is what it waits for. */
    public static Optional<Instant> began(TaskState state, List<ContainerRun> runs) {
        return Stream.concat(
                        state.causes().stream().map(CauseSpan::since),
                        runs.stream().map(ContainerRun::from))
                .findFirst();
    }

    private Optional<Duration> start() {
        return runs.stream()
                .map(ContainerRun::from)
                .findFirst()
                .map(started -> length(began(state, runs).orElse(started), started));
    }

    private long runs(IntPredicate ofAttempt) {
        return runs.stream()
                .filter(run -> ofAttempt.test(run.attempt()))
                .mapToLong(run -> run.length().toMillis())
                .sum();
    }

    /**
     * What the attempts before the last one took. A node that does not report keeps no container from running, so that time is not
     * added to the run.
     */
    private long lost() {
        long waits = state.causes().stream()
                .filter(span -> isLost(span.attempt()))
                .filter(span -> WaitKind.of(span) != WaitKind.LOST || !ran(span.attempt()))
                .mapToLong(span -> span.length(ended).toMillis())
                .sum();
        return waits + runs(this::isLost);
    }

    /** A pod that costs no attempt is not lost: the next one goes on for it, from a mirror or in its queue. */
    private boolean isLost(int attempt) {
        return state.earlier().stream()
                .anyMatch(earlier ->
                        earlier.number() == attempt && !earlier.ending().costsNothing());
    }

    private boolean isLast(int attempt) {
        return attempt == state.attempt().number();
    }

    private boolean ran(int attempt) {
        return runs.stream().anyMatch(run -> run.attempt() == attempt);
    }

    private List<Wait> waits() {
        Map<Key, Wait> waits = new LinkedHashMap<>();
        for (CauseSpan span : state.causes()) {
            Key key = new Key(WaitKind.of(span), span.cause(), image(span));
            waits.merge(
                    key,
                    new Wait(
                            key.kind(),
                            key.cause(),
                            key.image(),
                            1,
                            span.length(ended).toMillis()),
                    EndedTasks::sum);
        }
        return List.copyOf(waits.values());
    }

    private static Wait sum(Wait one, Wait other) {
        return new Wait(one.kind(), one.cause(), one.image(), one.times() + other.times(), one.ms() + other.ms());
    }

    /** The image whose pull was waited for, at its mirror if it came from there. */
    private String image(CauseSpan span) {
        if (!Diagnosis.isOfPull(span.cause())) {
            return "";
        }
        Map<String, String> names = images(variant(span.attempt()));
        return Optional.ofNullable(names.get(span.container()))
                .or(() -> names.values().stream()
                        .filter(image -> names(span.message(), image))
                        .findFirst())
                .orElseGet(() -> names.getOrDefault(task.specification().container(), ""));
    }

    /** Before there is a pod, the words alone name the registry: "Registry docker.io limits pulls at present". */
    private static boolean names(String message, String image) {
        return message.contains(" " + ImageReference.of(image).registry() + " ");
    }

    private PodVariant variant(int attempt) {
        return state.earlier().stream()
                .filter(earlier -> earlier.number() == attempt)
                .findFirst()
                .map(EndedAttempt::variant)
                .orElseGet(() -> isLast(attempt) ? state.attempt().podVariant() : PodVariant.FIRST);
    }

    private Map<String, String> images(PodVariant variant) {
        return images.computeIfAbsent(variant, absent -> task.specification().images(absent));
    }

    private static Duration length(Instant from, Instant to) {
        Duration length = Duration.between(from, to);
        return length.isNegative() ? Duration.ZERO : length;
    }
}
