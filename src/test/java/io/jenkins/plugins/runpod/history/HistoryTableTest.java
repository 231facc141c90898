package io.jenkins.plugins.runpod.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HistoryTableTest {
    private static final Instant NOW = Instant.parse("2026-11-30T15:42:07.123Z");
    private static final List<EndedTask> TASKS = new RandomTasks(3, NOW).some(3_000);

    private final HistoryTable table = new HistoryTable(1_000_000);

    @Test
    void aTaskComesOutAsItWentIn() {
        TASKS.forEach(table::add);

        assertThat(tasks(table)).isEqualTo(Set.copyOf(TASKS));
    }

    /** A reader may take a long time. */
    @Test
    void whatIsAddedLaterDoesNotChangeAView() {
        HistoryTable.View view = null;
        for (int i = 0; i < TASKS.size(); i++) {
            if (i == 1_500) {
                view = table.view();
            }
            table.add(TASKS.get(i));
        }

        assertThat(tasks(view)).isEqualTo(Set.copyOf(TASKS.subList(0, 1_500)));
    }

    @Test
    void aFullTableDropsTheOldestRowsAndCountsThem() {
        HistoryTable small = new HistoryTable(1_000);
        TASKS.forEach(small::add);
        Set<EndedTask> left = tasks(small);
        Instant firstWholeDay = left.stream()
                .map(EndedTask::ended)
                .min(Comparator.naturalOrder())
                .orElseThrow()
                .truncatedTo(ChronoUnit.DAYS)
                .plus(Duration.ofDays(1));

        assertThat(left).hasSizeBetween(800, 1_000);
        assertThat(small.view().dropped(0)).isEqualTo(TASKS.size() - left.size());
        assertThat(left)
                .containsAll(TASKS.stream()
                        .filter(task -> task.ended().isAfter(firstWholeDay))
                        .toList());
        assertThat(small.view().dropped(NOW.toEpochMilli())).isZero();
    }

    @Test
    void daysAreForgottenWithTheirTexts() {
        table.add(EndedTaskBuilder.ended("old"));
        TASKS.forEach(table::add);
        assertThat(table.view().jobs()).contains("folder/job");

        table.forget(NOW.minus(Duration.ofDays(10)));

        Instant midnight = Instant.parse("2026-11-20T00:00:00Z");
        assertThat(tasks(table))
                .isEqualTo(TASKS.stream()
                        .filter(task -> !task.ended().isBefore(midnight))
                        .collect(Collectors.toSet()));
        assertThat(table.view().jobs()).doesNotContain("folder/job");
    }

    private static Set<EndedTask> tasks(HistoryTable table) {
        return tasks(table.view());
    }

    private static Set<EndedTask> tasks(HistoryTable.View view) {
        Set<EndedTask> tasks = new HashSet<>();
        view.scan(Long.MIN_VALUE, Long.MAX_VALUE, row -> tasks.add(view.task(row)));
        return tasks;
    }
}
