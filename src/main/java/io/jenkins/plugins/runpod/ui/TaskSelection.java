package io.jenkins.plugins.runpod.ui;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The answer to a {@link TaskQuery}: groups, and a part of the tasks of one group or of all. Pure.
 *
 * <p>The groups contain every task that matches, whatever group and part are asked for. Parts that follow each other are
 * together all tasks of the group, in their order.
 *
 * @param matching the number of tasks that match, which is the sum of all groups
 * @param selected the number of those that are in the group that was asked for, or {@code matching}
 * @param states how many tasks would match if another state was asked for, most urgent first
 * @param groups in the order of the first task of each
 * @param rows the tasks of the part
 */
record TaskSelection(
        int matching, int selected, Map<Condition, Integer> states, Collection<Group> groups, List<TaskSummary> rows) {

    /** Tasks that have something in common. */
    static final class Group {
        private final String key;
        private final TaskSummary first;
        private final Map<Condition, Integer> counts = new EnumMap<>(Condition.class);
        private int size;
        private Instant since = Instant.MAX;

        private Group(String key, TaskSummary first) {
            this.key = key;
            this.first = first;
        }

        private void add(TaskSummary task) {
            size++;
            counts.merge(task.condition(), 1, Integer::sum);
            if (task.since().isBefore(since)) {
                since = task.since();
            }
        }

        String key() {
            return key;
        }

        /** The most urgent task. */
        TaskSummary first() {
            return first;
        }

        int size() {
            return size;
        }

        /** How many tasks are in each condition, most urgent first. */
        Map<Condition, Integer> counts() {
            return counts;
        }

        /** When the first of its tasks got into its state. */
        Instant since() {
            return since;
        }
    }

    /** @param tasks in their order */
    static TaskSelection of(Collection<TaskSummary> tasks, TaskQuery query) {
        Map<Condition, Integer> states = new EnumMap<>(Condition.class);
        Map<String, Group> groups = new LinkedHashMap<>();
        List<TaskSummary> rows = new ArrayList<>();
        int matching = 0;
        int selected = 0;
        for (TaskSummary task : tasks) {
            if (!query.matches(task)) {
                continue;
            }
            states.merge(task.condition(), 1, Integer::sum);
            if (!query.isFor(task.condition())) {
                continue;
            }
            matching++;
            String key = query.grouping().key(task);
            groups.computeIfAbsent(key, name -> new Group(name, task)).add(task);
            if (query.group().filter(wanted -> !wanted.equals(key)).isPresent()) {
                continue;
            }
            if (selected >= query.offset() && rows.size() < query.limit()) {
                rows.add(task);
            }
            selected++;
        }
        return new TaskSelection(matching, selected, states, groups.values(), rows);
    }

    /** The first groups, and the one that was asked for. */
    List<Group> groups(int most, Optional<String> wanted) {
        return Stream.concat(
                        groups.stream().limit(most),
                        groups.stream()
                                .skip(most)
                                .filter(group ->
                                        wanted.filter(group.key::equals).isPresent()))
                .toList();
    }
}
