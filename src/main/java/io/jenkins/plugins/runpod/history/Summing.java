package io.jenkins.plugins.runpod.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Adds up the tasks of a query, in groups. Not safe for use by many threads. */
final class Summing {
    private final Selection selection;
    private final HistoryQuery.Grouping by;
    private final Totals.Limits limits;
    private final Totals all = new Totals();
    private final List<Totals> groups = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final int[] groupOf;
    private long tasks;

    Summing(HistoryTable.View view, HistoryQuery.Grouping by, HistoryQuery.Filter filter, boolean[] visible) {
        selection = new Selection(view, filter, visible);
        this.by = by;
        limits = Totals.Limits.of(view);
        String folder = filter.folder().orElse("");
        groupOf = switch (by) {
            case CAUSE -> groups(view.causes(), cause -> cause);
            case CLUSTER -> groups(view.places(), Selection::cluster);
            case NAMESPACE -> groups(view.places(), place -> place);
            case FOLDER -> groups(view.jobs(), job -> HistoryScope.below(folder, job));
            case REGISTRY -> groups(view.images(), HistoryQuery.Filter::registry);
            case IMAGE -> groups(view.images(), image -> image);
        };
    }

    private int[] groups(List<String> texts, UnaryOperator<String> key) {
        Map<String, Integer> numbers = new HashMap<>();
        return texts.stream()
                .mapToInt(text -> numbers.computeIfAbsent(key.apply(text), name -> {
                    keys.add(name);
                    groups.add(null);
                    return keys.size() - 1;
                }))
                .toArray();
    }

    /** Adds a task if it is selected. Returns whether it is. */
    boolean add(Row row) {
        if (!selection.selects(row)) {
            return false;
        }
        tasks++;
        all.task(row, tasks);
        switch (by) {
            case CLUSTER, NAMESPACE -> group(row.place).task(row, tasks);
            case FOLDER -> group(row.job).task(row, tasks);
            case REGISTRY, IMAGE -> {
                if (selection.own()) {
                    group(row.image).task(row, tasks);
                }
            }
            case CAUSE -> {
                if (selection.own() && row.bad()) {
                    group(row.reason).task(row, tasks);
                }
            }
        }
        for (int i = 0; i < row.waits; i++) {
            if (selection.wait(i)) {
                all.wait(row, i, limits);
                Totals group = group(
                        switch (by) {
                            case CLUSTER, NAMESPACE -> row.place;
                            case FOLDER -> row.job;
                            case REGISTRY, IMAGE -> row.images[i];
                            case CAUSE -> row.causes[i];
                        });
                group.task(row, tasks);
                group.wait(row, i, limits);
            }
        }
        return true;
    }

    private Totals group(int text) {
        int number = groupOf[text];
        Totals group = groups.get(number);
        if (group == null) {
            group = new Totals();
            groups.set(number, group);
        }
        return group;
    }

    /** Whether a wait of the task that was added last counts. */
    boolean counts(int wait) {
        return selection.wait(wait);
    }

    /** All tasks together. */
    Sum sum() {
        return all.sum();
    }

    /** The groups, those that waited longest first, then those with most tasks. */
    List<Group> groups() {
        List<Group> found = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (groups.get(i) != null) {
                found.add(new Group(keys.get(i), groups.get(i)));
            }
        }
        found.sort(Comparator.comparingLong((Group group) -> group.totals.waitingMs())
                .thenComparingInt(group -> group.totals.tasks())
                .reversed()
                .thenComparing(Group::key));
        return found;
    }

    /** @param key the value of the filter that selects this group alone */
    record Group(String key, Totals totals) {
        Sum sum() {
            return totals.sum();
        }
    }
}
