package io.jenkins.plugins.runpod.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.spec.ImageReference;
import io.jenkins.plugins.runpod.engine.time.Timer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sums of pages beside sums that are added up line by line. */
class RecentHistoryTest {
    private static final Instant NOW = Instant.parse("2026-11-30T15:42:07.123Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final List<EndedTask> TASKS = new RandomTasks(17, NOW).some(600);
    private static final Timer NO_TIMER = (delay, action) -> () -> {};

    @TempDir
    private static Path shared;

    /** With all of the tasks. */
    private static RecentHistory history;

    @TempDir
    private Path folder;

    private final Queue<Runnable> work = new ArrayDeque<>();

    @BeforeAll
    static void read() {
        history = read(shared, TASKS);
    }

    private static Stream<String> queries() {
        return Stream.of(
                        "",
                        "&cluster=prod",
                        "&namespace=test/eu/ci",
                        "&folder=a",
                        "&folder=a/b&verdict=task_failed",
                        "&folder=top",
                        "&registry=docker.io",
                        "&registry=docker.io&cause=RegistryRateLimit",
                        "&image=maven:3&cluster=",
                        "&image=",
                        "&cause=ImageNotFound&verdict=PERMANENT",
                        "&cause=ExitCode&registry=quay.io",
                        "&folder=nosuch")
                .flatMap(filter -> Stream.of(HistoryQuery.Grouping.values()).map(by -> "by=" + by.word() + filter));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void theSumsAreThoseOfTheLines(String text) {
        for (HistoryQuery.Period period : HistoryQuery.Period.values()) {
            HistoryQuery query = query("period=" + period.word() + "&" + text);
            HistorySums sums = history.sums(query, HistoryScope.ALL);
            List<Naive> selected = naive(TASKS, query, sums);

            assertThat(sums.tasks()).isEqualTo((int) inPeriod(TASKS, sums).count());
            assertThat(sums.sum()).isEqualTo(sum(selected));
            assertThat(sums.buckets()).isEqualTo(buckets(selected, query, sums));
            assertThat(sums.groups())
                    .isEqualTo(groups(selected, query).limit(50).toList());
        }
    }

    /** A viewer who opens a group finds the figures that he has seen. */
    @ParameterizedTest
    @MethodSource("queries")
    void aGroupHasTheFiguresThatItsFilterGives(String text) {
        HistorySums sums = history.sums(query(text), HistoryScope.ALL);
        for (HistorySums.Group group : sums.groups()) {
            Map<String, String> parameters = parameters(text);
            parameters.put(sums.by(), group.key());

            assertThat(history.sums(HistoryQuery.of(parameters::get), HistoryScope.ALL)
                            .sum())
                    .as("%s", parameters)
                    .isEqualTo(group.sum());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "registry=docker.io&cause=RegistryRateLimit", "folder=a&verdict=cancelled"})
    void pagesOfBuildsMakeUpAllOfThemInTheirOrder(String text) {
        HistorySums sums = history.sums(query(text), HistoryScope.ALL);
        List<EndedTask> expected = naive(TASKS, query(text), sums).stream()
                .sorted(Comparator.comparingLong(Naive::waited)
                        .thenComparing(each -> each.task.ended())
                        .thenComparing(each -> each.task.task())
                        .reversed())
                .map(Naive::task)
                .toList();
        List<EndedTask> found = new ArrayList<>();
        for (int offset = 0; offset <= expected.size(); offset += 500) {
            HistoryBuilds page = history.builds(query(text + "&limit=500&offset=" + offset), HistoryScope.ALL);
            assertThat(page.matching()).isEqualTo(expected.size());
            found.addAll(page.rows());
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void aViewerSeesOnlyTasksOfTheFolderAndOfItsVisibleJobs() {
        HistoryScope scope = new HistoryScope("a", job -> !job.startsWith("a/b"));
        HistorySums sums = history.sums(query("by=folder"), scope);
        HistorySums outside = history.sums(query("by=folder&folder=ab"), scope);

        assertThat(sums.groups())
                .extracting(HistorySums.Group::key)
                .contains("a/x", "a/y")
                .allMatch(key -> key.matches("a/[xy](#.*)?"));
        assertThat(sums.tasks()).isEqualTo(sums.sum().tasks());
        assertThat(outside.sum().tasks()).isZero();
        assertThat(history.builds(query("limit=500"), scope).rows())
                .isNotEmpty()
                .allSatisfy(task -> assertThat(task.build()).matches("a/[xy](#.*)?"));
    }

    @Test
    void groupsAreCutAndTheRestIsCounted() {
        List<EndedTask> tasks = TASKS.stream()
                .limit(70)
                .map(task -> new EndedTask(
                        NOW.minusSeconds(1),
                        task.task(),
                        "job#1",
                        "prod",
                        "ci",
                        "image:" + TASKS.indexOf(task),
                        task.verdict(),
                        task.reason(),
                        1,
                        task.startMs(),
                        task.runMs(),
                        task.lostMs(),
                        List.of()))
                .toList();
        HistorySums sums = read(folder, tasks).sums(query("by=image"), HistoryScope.ALL);

        assertThat(sums.groups()).hasSize(50);
        assertThat(sums.moreGroups()).isEqualTo(20);
    }

    @Test
    void theFirstViewerStartsTheReadingAndSeesHowFarItIs() {
        TaskHistory lines = history(folder, work::add);
        List<EndedTask> tasks = TASKS.stream().limit(10).toList();
        tasks.forEach(lines::ended);
        runAll();
        RecentHistory recent = new RecentHistory(lines, work::add, CLOCK);
        assertThat(work).isEmpty();

        HistorySums before = recent.sums(query("period=month"), HistoryScope.ALL);
        assertThat(before.reading()).isEqualTo(new HistorySums.Reading(0, 0));
        assertThat(before.tasks()).isZero();

        runAll();
        HistorySums after = recent.sums(query("period=month"), HistoryScope.ALL);
        assertThat(after.reading()).isNull();
        assertThat(after.tasks()).isEqualTo((int) inPeriod(tasks, after).count());
    }

    @Test
    void aTaskThatEndsDuringTheReadingOrLaterIsCountedOnce() {
        TaskHistory lines = history(folder, work::add);
        RecentHistory recent = new RecentHistory(lines, work::add, CLOCK);
        lines.ended(ended("1"));
        recent.sums(query(""), HistoryScope.ALL);
        lines.ended(ended("2"));
        runAll();
        lines.ended(ended("3"));
        runAll();

        assertThat(recent.sums(query(""), HistoryScope.ALL).tasks()).isEqualTo(3);
    }

    private static EndedTask ended(String id) {
        return new EndedTask(
                NOW.minusSeconds(9), id, "job#1", "c", "n", "i", Verdict.SUCCEEDED, "", 1, 1L, 1, 0, List.of());
    }

    private static RecentHistory read(Path folder, List<EndedTask> tasks) {
        TaskHistory lines = history(folder, Runnable::run);
        RecentHistory recent = new RecentHistory(lines, Runnable::run, CLOCK);
        recent.sums(query(""), HistoryScope.ALL);
        tasks.forEach(lines::ended);
        return recent;
    }

    private static TaskHistory history(Path folder, Executor executor) {
        return new TaskHistory(new HistoryFiles(folder, () -> HistoryBounds.STANDARD, CLOCK), executor, NO_TIMER);
    }

    private void runAll() {
        for (Runnable next = work.poll(); next != null; next = work.poll()) {
            next.run();
        }
    }

    private static HistoryQuery query(String text) {
        return HistoryQuery.of(parameters(text)::get);
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new TreeMap<>();
        for (String each : text.split("&")) {
            String[] parts = each.split("=", 2);
            if (parts.length == 2) {
                parameters.put(parts[0], parts[1]);
            }
        }
        return parameters;
    }

    /** A task that is selected, with those of its waits that count. */
    private record Naive(EndedTask task, boolean own, List<Wait> waits) {
        long waited() {
            return waits.stream().mapToLong(Wait::ms).sum();
        }

        String image(Wait wait) {
            return wait.image().isEmpty() ? task.image() : wait.image();
        }

        Set<String> keys(HistoryQuery query) {
            Set<String> keys = new TreeSet<>();
            waits.forEach(wait -> keys.add(key(wait, query)));
            switch (query.by()) {
                case REGISTRY, IMAGE -> {
                    if (own) {
                        keys.add(key(new Wait(WaitKind.LOST, "", "", 0, 0), query));
                    }
                }
                case CAUSE -> {
                    if (own && task.verdict() != Verdict.SUCCEEDED) {
                        keys.add(task.reason());
                    }
                }
                default -> keys.add(key(null, query));
            }
            return keys;
        }

        String key(Wait wait, HistoryQuery query) {
            return switch (query.by()) {
                case CLUSTER -> task.cluster();
                case NAMESPACE -> task.cluster() + "/" + task.namespace();
                case FOLDER -> level(job(task), query.filter().folder().orElse(""));
                case REGISTRY -> registry(image(wait));
                case IMAGE -> image(wait);
                case CAUSE -> wait.cause();
            };
        }

        Naive of(String key, HistoryQuery query) {
            return new Naive(
                    task,
                    own,
                    waits.stream().filter(wait -> key(wait, query).equals(key)).toList());
        }
    }

    private static String job(EndedTask task) {
        return task.build().replaceAll("#(0|[1-9][0-9]*)$", "");
    }

    private static String level(String job, String folder) {
        int levels = folder.isEmpty() ? 1 : folder.split("/").length + 1;
        return String.join("/", List.of(job.split("/")).subList(0, Math.min(levels, job.split("/").length)));
    }

    private static String registry(String image) {
        return image.isEmpty() ? "" : ImageReference.of(image).registry();
    }

    private static Stream<EndedTask> inPeriod(List<EndedTask> tasks, HistorySums sums) {
        return tasks.stream()
                .filter(task -> task.ended().toEpochMilli() >= sums.from()
                        && task.ended().toEpochMilli() < sums.to());
    }

    private static List<Naive> naive(List<EndedTask> tasks, HistoryQuery query, HistorySums sums) {
        HistoryQuery.Filter filter = query.filter();
        Predicate<String> images = image -> fits(filter.image(), image) && fits(filter.registry(), registry(image));
        return inPeriod(tasks, sums)
                .filter(task -> fits(filter.cluster(), task.cluster())
                        && fits(filter.namespace(), task.cluster() + "/" + task.namespace())
                        && filter.folder()
                                .filter(folder -> !(job(task) + "/").startsWith(folder + "/"))
                                .isEmpty()
                        && filter.verdict()
                                .filter(verdict -> verdict != task.verdict())
                                .isEmpty())
                .map(task -> {
                    Naive all = new Naive(task, false, task.waits());
                    boolean own = images.test(task.image())
                            && (filter.cause().isEmpty()
                                    || task.verdict() != Verdict.SUCCEEDED && fits(filter.cause(), task.reason()));
                    return new Naive(
                            task,
                            own,
                            task.waits().stream()
                                    .filter(wait -> images.test(all.image(wait)) && fits(filter.cause(), wait.cause()))
                                    .toList());
                })
                .filter(each -> each.own || !each.waits.isEmpty())
                .toList();
    }

    private static boolean fits(Optional<String> wanted, String text) {
        return wanted.filter(each -> !each.equals(text)).isEmpty();
    }

    private static Map<WaitKind, Long> waits(List<Naive> tasks) {
        Map<WaitKind, Long> waits = new EnumMap<>(WaitKind.class);
        tasks.forEach(task -> task.waits.forEach(wait -> waits.merge(wait.kind(), wait.ms(), Long::sum)));
        waits.values().removeIf(ms -> ms == 0);
        return waits;
    }

    private static Sum sum(List<Naive> tasks) {
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        tasks.forEach(each -> verdicts.merge(each.task.verdict(), 1, Integer::sum));
        List<Wait> limited = tasks.stream()
                .flatMap(each -> each.waits.stream())
                .filter(wait -> wait.kind() == WaitKind.LIMITED && !wait.cause().equals("PullQPSExceeded"))
                .toList();
        List<Long> starts = tasks.stream()
                .map(each -> each.task.startMs())
                .filter(ms -> ms != null)
                .sorted()
                .toList();
        Function<Integer, Long> percentile =
                percent -> starts.isEmpty() ? null : starts.get((int) Math.ceil(starts.size() * percent / 100.0) - 1);
        return new Sum(
                tasks.size(),
                verdicts,
                waits(tasks),
                tasks.stream().mapToLong(each -> each.task.runMs()).sum(),
                tasks.stream()
                        .mapToInt(each -> Math.max(0, each.task.attempts() - 1))
                        .sum(),
                tasks.stream().mapToLong(each -> each.task.lostMs()).sum(),
                limited.stream()
                        .filter(wait -> !wait.cause().equals("RegistryDamping"))
                        .mapToInt(Wait::times)
                        .sum(),
                limited.stream().mapToLong(Wait::ms).sum(),
                percentile.apply(50),
                percentile.apply(95));
    }

    private static List<HistorySums.Bucket> buckets(List<Naive> tasks, HistoryQuery query, HistorySums sums) {
        long length = query.period() == HistoryQuery.Period.DAY
                ? Duration.ofHours(1).toMillis()
                : Duration.ofDays(1).toMillis();
        List<HistorySums.Bucket> buckets = new ArrayList<>();
        for (long from = sums.from(); from < sums.to(); from += length) {
            long begin = from;
            List<Naive> those = tasks.stream()
                    .filter(each -> each.task.ended().toEpochMilli() >= begin
                            && each.task.ended().toEpochMilli() < begin + length)
                    .toList();
            buckets.add(new HistorySums.Bucket(from, those.size(), waits(those)));
        }
        return buckets;
    }

    private static Stream<HistorySums.Group> groups(List<Naive> tasks, HistoryQuery query) {
        Set<String> keys = new TreeSet<>();
        tasks.forEach(each -> keys.addAll(each.keys(query)));
        Comparator<HistorySums.Group> order = Comparator.comparingLong(
                        (HistorySums.Group group) -> group.sum().waits().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .thenComparingInt(group -> group.sum().tasks());
        return keys.stream()
                .map(key -> new HistorySums.Group(
                        key,
                        sum(tasks.stream()
                                .filter(each -> each.keys(query).contains(key))
                                .map(each -> each.of(key, query))
                                .toList())))
                .sorted(order.reversed().thenComparing(HistorySums.Group::key));
    }
}
