package io.jenkins.plugins.runpod.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.ui.TaskSelection.Group;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskSelectionTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void tasksThatNeedAttentionAreFirstAndThenThoseThatWaitLongest() {
        List<TaskSummary> sorted = sorted(
                task("running", Condition.RUNNING, "", 900, false),
                task("new", Condition.WAITING, "Unschedulable", 10, false),
                task("old", Condition.WAITING, "Unschedulable", 600, false),
                task("behind-an-outage", Condition.WAITING, "Unschedulable", 5, true),
                task("limited", Condition.LIMITED, "RegistryRateLimit", 1, false),
                task("failed", Condition.FAILED, "ImageNotFound", 1, false));

        assertThat(sorted)
                .extracting(TaskSummary::id)
                .containsExactly("failed", "limited", "behind-an-outage", "old", "new", "running");
    }

    @Test
    void groupCountsItsTasksAndKnowsTheLongestWait() {
        TaskSelection selection = TaskSelection.of(
                sorted(
                        task("a", Condition.WAITING, "Unschedulable", 60, false),
                        task("b", Condition.LIMITED, "RegistryRateLimit", 30, false),
                        task("c", Condition.RUNNING, "", 90, false)),
                query("", Grouping.CLUSTER, null, 0, 50));

        assertThat(selection.groups()).singleElement().satisfies(group -> {
            assertThat(group.key()).isEqualTo("prod");
            assertThat(group.counts().toString()).isEqualTo("{LIMITED=1, WAITING=1, RUNNING=1}");
            assertThat(group.since()).isEqualTo(NOON.minusSeconds(90));
            assertThat(group.first().id()).isEqualTo("b");
        });
    }

    @Test
    void wordsMayBeInDifferentTextsOfATask() {
        List<TaskSummary> tasks = sorted(
                task("a", Condition.LIMITED, "RegistryRateLimit", 60, false),
                task("b", Condition.WAITING, "Unschedulable", 30, false));

        assertThat(TaskSelection.of(tasks, query("TEAM-0 ratelimit", Grouping.CAUSE, null, 0, 50))
                        .rows())
                .extracting(TaskSummary::id)
                .containsExactly("a");
        TaskSelection none = TaskSelection.of(tasks, query("nosuch", Grouping.CAUSE, null, 0, 50));
        assertThat(none.groups()).isEmpty();
        assertThat(none.rows()).isEmpty();
    }

    /** So that the numbers on a page are what their links lead to. */
    @Test
    void statesAreCountedInTheContainerThatWasAskedForWhateverStateWas() {
        List<TaskSummary> tasks = sorted(
                task("a", Condition.FAILED, "ExitCode", 60, false),
                task("db-a", Condition.FAILED, "ExitCode", 60, false),
                task("db-b", Condition.WAITING, "Unschedulable", 30, false));
        TaskSelection selection =
                TaskSelection.of(tasks, TaskQuery.ofBuild(Map.of("state", "waiting", "container", "db")::get));

        assertThat(selection.states().toString()).isEqualTo("{FAILED=1, WAITING=1}");
        assertThat(selection.rows()).extracting(TaskSummary::id).containsExactly("db-b");
        assertThat(selection.matching()).isEqualTo(1);
    }

    @Test
    void groupThatWasAskedForIsAmongTheFirst() {
        TaskSelection selection = TaskSelection.of(many(1), query("", Grouping.FOLDER, null, 0, 50));
        List<String> keys = selection.groups().stream().map(Group::key).toList();
        String last = keys.get(keys.size() - 1);

        assertThat(selection.groups(2, Optional.of(last)))
                .extracting(Group::key)
                .containsExactly(keys.get(0), keys.get(1), last);
        assertThat(selection.groups(2, Optional.of(keys.get(0)))).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Grouping.class)
    void groupsAddUpAndPagesAreTogetherTheWhole(Grouping grouping) {
        for (int seed = 0; seed < 20; seed++) {
            List<TaskSummary> tasks = many(seed);
            for (String text : List.of("", "team-1", "nosuch")) {
                List<TaskSummary> matching = tasks.stream()
                        .filter(query(text, grouping, null, 0, 1)::matches)
                        .toList();
                TaskSelection all = TaskSelection.of(tasks, query(text, grouping, null, 0, 7));

                assertThat(all.matching()).as("seed %d", seed).isEqualTo(matching.size());
                assertThat(all.groups().stream().mapToInt(Group::size).sum()).isEqualTo(matching.size());
                assertThat(pages(tasks, text, grouping, null)).isEqualTo(matching);
                List<TaskSummary> members = new ArrayList<>();
                for (Group group : all.groups()) {
                    List<TaskSummary> pages = pages(tasks, text, grouping, group.key());
                    assertThat(pages).hasSize(group.size()).isSortedAccordingTo(TaskSummary.BY_URGENCY);
                    assertThat(group.counts().values().stream()
                                    .mapToInt(Integer::intValue)
                                    .sum())
                            .isEqualTo(group.size());
                    members.addAll(pages);
                }
                assertThat(members).containsExactlyInAnyOrderElementsOf(matching);
            }
        }
    }

    /** All pages one after the other, of seven tasks each. */
    private static List<TaskSummary> pages(List<TaskSummary> tasks, String text, Grouping grouping, String group) {
        List<TaskSummary> rows = new ArrayList<>();
        TaskSelection page;
        do {
            page = TaskSelection.of(tasks, query(text, grouping, group, rows.size(), 7));
            rows.addAll(page.rows());
        } while (!page.rows().isEmpty());
        assertThat(rows).hasSize(page.selected());
        return rows;
    }

    private static TaskQuery query(String text, Grouping grouping, String group, int offset, int limit) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("q", text);
        parameters.put("group", group);
        TaskQuery read = TaskQuery.ofAll(parameters::get);
        return new TaskQuery(read.words(), read.condition(), read.container(), grouping, read.group(), offset, limit);
    }

    private static List<TaskSummary> many(int seed) {
        Random random = new Random(seed);
        Condition[] conditions = Condition.values();
        return sorted(IntStream.range(0, random.nextInt(100) + 50)
                .mapToObj(number -> new TaskSummary(
                        "task-" + number,
                        (random.nextInt(5) == 0 ? "" : "team-" + random.nextInt(4) + "/") + "job#" + number,
                        "pod-" + number,
                        "cluster-" + random.nextInt(3),
                        "namespace-" + random.nextInt(3),
                        "",
                        "main",
                        conditions[random.nextInt(conditions.length)],
                        random.nextBoolean() ? "" : "Cause",
                        random.nextBoolean() ? "" : "docker.io",
                        random.nextInt(9) == 0,
                        NOON.minusSeconds(random.nextInt(20))))
                .toArray(TaskSummary[]::new));
    }

    private static TaskSummary task(String id, Condition condition, String cause, int seconds, boolean obstructed) {
        return new TaskSummary(
                id,
                "team-0/shop#7",
                "pod-" + id,
                "prod",
                "ci",
                "node-1",
                id.startsWith("db") ? "db" : "main",
                condition,
                cause,
                "",
                obstructed,
                NOON.minusSeconds(seconds));
    }

    private static List<TaskSummary> sorted(TaskSummary... tasks) {
        return List.of(tasks).stream().sorted(TaskSummary.BY_URGENCY).toList();
    }
}
