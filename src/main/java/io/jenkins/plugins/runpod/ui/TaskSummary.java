package io.jenkins.plugins.runpod.ui;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.history.NamedRegistry;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a page of many tasks needs of each of them to sort, filter and group. Cheap, because there may be 10,000. Texts that are
 * not known are empty. Pure.
 *
 * @param build the id of the build, {@code folder/job#7}; empty if all tasks are of one
 * @param container the container that the state is about
 * @param cause the name of the cause, or why the task has ended
 * @param registry the registry that the cause is about
 * @param obstructed whether something besides the pod delays the task
 * @param since when the task got into its state
 */
record TaskSummary(
        String id,
        String build,
        String pod,
        String cluster,
        String namespace,
        String node,
        String container,
        Condition condition,
        String cause,
        String registry,
        boolean obstructed,
        Instant since) {

    /** Tasks that need attention first, then those that have been in their state for longest. */
    static final Comparator<TaskSummary> BY_URGENCY = Comparator.comparing(TaskSummary::condition)
            .thenComparing(task -> !task.obstructed())
            .thenComparing(TaskSummary::since)
            .thenComparing(TaskSummary::build)
            .thenComparing(TaskSummary::id);

    /** The id of the build of a task that runs here. */
    static String build(TaskHandle handle) {
        return handle.task().annotations().getOrDefault(TaskFiles.BUILD_ANNOTATION, "");
    }

    /** A task that runs here. */
    static TaskSummary of(TaskHandle handle, String build, String cluster, Instant now) {
        PodTask task = handle.task();
        Place place = new Place(task.id().task(), build, cluster);
        return handle.view()
                .map(view -> of(
                        place,
                        view.state(),
                        Condition.of(view),
                        view.diagnosis(),
                        view.obstacles().outage().isPresent()
                                || view.obstacles().contested().isPresent()))
                .orElseGet(() -> unknown(place, task.specification().namespace(), Condition.WAITING, now));
    }

    /** A task that does not run here, as it was saved. */
    static TaskSummary saved(String id, TaskState state) {
        Condition condition = state.result() == null
                ? Condition.UNKNOWN
                : Condition.of(state.result().verdict());
        return of(new Place(id, "", ""), state, condition, Optional.empty(), false);
    }

    /** A task whose saved state cannot be read. */
    static TaskSummary unreadable(String id) {
        return unknown(new Place(id, "", ""), "", Condition.UNKNOWN, Instant.MAX);
    }

    private record Place(String id, String build, String cluster) {}

    private static TaskSummary unknown(Place place, String namespace, Condition condition, Instant since) {
        return new TaskSummary(
                place.id(), place.build(), "", place.cluster(), namespace, "", "", condition, "", "", false, since);
    }

    private static TaskSummary of(
            Place place, TaskState state, Condition condition, Optional<Diagnosis> diagnosis, boolean obstructed) {
        Optional<TaskResult> result = Optional.ofNullable(state.result());
        String cause = result.map(TaskResult::reason)
                .or(() -> diagnosis.map(Diagnosis::cause))
                .orElse("");
        return new TaskSummary(
                place.id(),
                place.build(),
                state.attempt().podName(),
                place.cluster(),
                state.namespace(),
                state.attempt().node(),
                result.map(ended -> ended.end().container())
                        .or(() -> diagnosis.map(Diagnosis::container))
                        .orElse(""),
                condition,
                condition == Condition.RUNNING || condition == Condition.SUCCEEDED ? "" : cause,
                diagnosis.map(NamedRegistry::of).orElse(""),
                obstructed,
                since(state));
    }

    private static Instant since(TaskState state) {
        if (state.causes().isEmpty()) {
            return state.ledger().since();
        }
        CauseSpan last = state.causes().get(state.causes().size() - 1);
        return last.until() == null ? last.since() : last.until();
    }

    /** The folder of the build's job. Empty at the top. */
    String folder() {
        int slash = build.lastIndexOf('/');
        return slash < 0 ? "" : build.substring(0, slash);
    }

    /** Whether each word, in lower case, is part of what a row shows. */
    boolean contains(List<String> words) {
        if (words.isEmpty()) {
            return true;
        }
        String text = String.join("\n", build, pod, cluster + "/" + namespace, node, container, cause, registry, id)
                .toLowerCase(Locale.ROOT);
        return words.stream().allMatch(text::contains);
    }
}
