package io.jenkins.plugins.runpod.ui;

import hudson.model.Run;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pods of a build at one moment. Of a few, all are shown in full, oldest first. Of more, the page has rows that open: those
 * that need attention first, filtered and cut as a viewer asks. Safe for use by many threads, which it blocks for as long as small
 * files are read.
 */
final class PodsMoment {
    /** More would make a page that nobody reads to its end. */
    static final int FEW = 10;

    private static final Comparator<BuildTasks.Entry> BY_AGE = Comparator.comparing(BuildTasks.Entry::begun)
            .thenComparing(entry -> entry.summary().id());

    private final Run<?, ?> run;
    private final BuildTasks build;
    private final List<TaskSummary> tasks;
    private final List<String> containers;
    private final boolean running;
    private final Instant now;
    /** Shared by the viewers who ask the same at the same address of Jenkins. */
    private final ShortLived<Answer> answers = new ShortLived<>();

    PodsMoment(Run<?, ?> run, Instant now) {
        this.run = run;
        this.now = now;
        build = new BuildTasks(run);
        List<BuildTasks.Entry> entries = build.entries(now);
        running = run.isBuilding() || entries.stream().anyMatch(BuildTasks.Entry::live);
        tasks = (entries.size() > FEW ? entries.stream() : entries.stream().sorted(BY_AGE))
                .map(BuildTasks.Entry::summary)
                .toList();
        containers = tasks.stream()
                .map(TaskSummary::container)
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * What a viewer sees.
     *
     * @param query is for many pods. Of a few all are shown.
     * @param open the ids of the tasks that are shown in full
     * @param root the address of Jenkins
     */
    Answer answer(TaskQuery query, Set<String> open, String root) {
        return tasks.size() > FEW
                ? answers.get(root + query + new TreeSet<>(open), () -> part(query, open, root, false))
                : answers.get(root, () -> part(TaskQuery.everything(), Set.of(), root, true));
    }

    private Answer part(TaskQuery query, Set<String> open, String root, boolean full) {
        TaskSelection selection = TaskSelection.of(tasks, query);
        List<String> shown = selection.rows().stream()
                .map(TaskSummary::id)
                .filter(id -> full || open.contains(id))
                .toList();
        Map<String, String> logs = StepLogs.of(run, shown);
        List<Row> rows = selection.rows().stream()
                .map(task -> {
                    TaskReport report = build.report(task.id(), now);
                    return new Row(
                            TaskLine.of(report),
                            Optional.of(report).filter(found -> shown.contains(found.id())),
                            Optional.ofNullable(logs.get(task.id())).map(root::concat));
                })
                .toList();
        return new Answer(
                full,
                tasks.size(),
                selection.matching(),
                query.offset(),
                query.limit(),
                StateCount.of(selection.states()),
                containers,
                rows,
                running);
    }

    /** @param task in full, if it is open */
    record Row(TaskLine line, Optional<TaskReport> task, Optional<String> log) {}

    /**
     * What the page gets.
     *
     * @param full whether all pods are there in full, because they are few
     * @param total the number of all pods
     * @param selected the number of those that are looked for
     * @param states how many pods would match in each state
     * @param containers the names by which the pods can be filtered
     */
    record Answer(
            boolean full,
            int total,
            int selected,
            int offset,
            int limit,
            List<StateCount> states,
            List<String> containers,
            List<Row> rows,
            boolean running) {}
}
