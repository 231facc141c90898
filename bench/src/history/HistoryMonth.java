package io.jenkins.plugins.runpod.bench;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.history.EndedTask;
import io.jenkins.plugins.runpod.history.HistoryBounds;
import io.jenkins.plugins.runpod.history.HistoryFiles;
import io.jenkins.plugins.runpod.history.HistoryLines;
import io.jenkins.plugins.runpod.history.HistoryQuery;
import io.jenkins.plugins.runpod.history.HistoryScope;
import io.jenkins.plugins.runpod.history.HistorySums;
import io.jenkins.plugins.runpod.history.LinesQuery;
import io.jenkins.plugins.runpod.history.RecentHistory;
import io.jenkins.plugins.runpod.history.TaskHistory;
import io.jenkins.plugins.runpod.history.Wait;
import io.jenkins.plugins.runpod.history.WaitKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** A month of an organisation: makes the lines, reads them, and asks what a page asks. Prints figures. Started by bench/history. */
public final class HistoryMonth {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final int DAYS = 30;
    private static final int ROUNDS = 21;
    private static final int BATCH = 1000;
    private static final HistoryBounds BOUNDS = HistoryBounds.of(90, 10_000);

    private final Random random = new Random(13);

    private HistoryMonth() {}

    /** @param arguments how many tasks, and a folder for the files, which must be empty */
    public static void main(String[] arguments) throws IOException {
        new HistoryMonth().run(Integer.parseInt(arguments[0]), Path.of(arguments[1]));
    }

    private void run(int tasks, Path folder) throws IOException {
        long began = System.nanoTime();
        write(tasks, folder);
        print("tasks", tasks);
        print("write and compress, s", seconds(began));
        try (Stream<Path> files = Files.list(folder)) {
            print("files, MB", files.mapToLong(file -> file.toFile().length()).sum() / 1e6);
        }

        HistoryFiles files = new HistoryFiles(folder, () -> BOUNDS, Clock.fixed(NOW, ZoneOffset.UTC));
        TaskHistory history = new TaskHistory(files, Runnable::run, (delay, action) -> () -> {});
        RecentHistory recent = new RecentHistory(history, Runnable::run, Clock.fixed(NOW, ZoneOffset.UTC));
        long before = heap();
        began = System.nanoTime();
        HistorySums month = recent.sums(query("period=month"), HistoryScope.ALL);
        print("read, s", seconds(began));
        long taken = heap() - before;
        print("heap, MB", taken / 1e6);
        print("heap, bytes a task", (double) taken / tasks);

        compare(month, files);
        HistoryScope folderScope = new HistoryScope("team-1", job -> !job.endsWith("job-1"));
        for (String period : List.of("day", "week", "month")) {
            for (HistoryQuery.Grouping by : HistoryQuery.Grouping.values()) {
                String text = "period=" + period + "&by=" + by.name();
                time("sums " + text, () -> recent.sums(query(text), HistoryScope.ALL));
            }
            String filtered = "period=" + period + "&by=image&registry=docker.io&cause=RegistryRateLimit";
            time("sums " + filtered, () -> recent.sums(query(filtered), HistoryScope.ALL));
            time("sums of a folder, " + period, () -> recent.sums(query("period=" + period), folderScope));
            time("builds, " + period, () -> recent.builds(query("period=" + period), HistoryScope.ALL));
            time(
                    "advice, " + period,
                    () -> recent.advice(query("period=" + period).period(), HistoryScope.ALL));
        }
        recent.advice(HistoryQuery.Period.MONTH, HistoryScope.ALL)
                .forEach(advice -> System.out.println(advice.text() + " " + advice.query()));
    }

    /** The sums are those of the lines. */
    private static void compare(HistorySums month, HistoryFiles files) throws IOException {
        long[] sums = new long[3];
        new HistoryLines(files).read(LinesQuery.of(name -> null, LocalDate.ofInstant(NOW, ZoneOffset.UTC)), HistoryScope.ALL, task -> {
            if (task.ended().toEpochMilli() >= month.from() && task.ended().toEpochMilli() < month.to()) {
                sums[0]++;
                sums[1] += task.runMs();
                sums[2] += task.waits().stream().mapToLong(Wait::ms).sum();
            }
        });
        long waited = month.sum().waits().values().stream().mapToLong(Long::longValue).sum();
        if (sums[0] != month.sum().tasks() || sums[1] != month.sum().runMs() || sums[2] != waited) {
            throw new IllegalStateException("the sums are not those of the lines: " + Arrays.toString(sums));
        }
        print("sums are those of the lines", "yes");
    }

    private void write(int tasks, Path folder) throws IOException {
        Instant[] now = {NOW};
        HistoryFiles files = new HistoryFiles(folder, () -> BOUNDS, new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        });
        long step = Duration.ofDays(DAYS).toMillis() / tasks;
        List<EndedTask> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < tasks; i++) {
            now[0] = NOW.minusMillis((tasks - i) * step);
            batch.add(task(now[0]));
            if (batch.size() == BATCH || i == tasks - 1) {
                files.append(batch);
                files.tidy();
                batch.clear();
            }
        }
    }

    private EndedTask task(Instant ended) {
        int team = few(40);
        String image = image();
        boolean failed = random.nextInt(20) == 0;
        long startMs = 1500 + few(4000);
        List<Wait> waits = new ArrayList<>();
        waits.add(new Wait(WaitKind.SCHEDULING, "NotScheduled", "", 1, 20 + random.nextInt(200)));
        waits.add(new Wait(WaitKind.STARTING, "ContainerCreating", "", 1, startMs));
        startMs += other(waits, image);
        return new EndedTask(
                ended,
                new UUID(random.nextLong(), random.nextLong()).toString(),
                "team-" + team + "/app-" + few(20) + "/job-" + few(4) + "#" + (1 + random.nextInt(20_000)),
                team % 5 == 0 ? "gpu" : "prod",
                "team-" + team,
                image,
                failed ? Verdict.TASK_FAILED : Verdict.SUCCEEDED,
                failed ? "ExitCode" : "Completed",
                random.nextInt(200) == 0 ? 2 : 1,
                startMs,
                5_000 + few(1_800_000),
                0,
                waits);
    }

    private long other(List<Wait> waits, String image) {
        int kind = random.nextInt(100);
        long ms = 1000 + few(600_000);
        if (kind < 3) {
            waits.add(new Wait(WaitKind.LIMITED, "RegistryRateLimit", image, 1 + few(8), ms));
        } else if (kind < 6) {
            waits.add(new Wait(WaitKind.SCHEDULING, "Unschedulable", "", 1, ms));
        } else if (kind < 8) {
            waits.add(new Wait(WaitKind.SCHEDULING, "QuotaExceeded", "", 1, ms));
        } else if (kind < 12) {
            waits.add(new Wait(WaitKind.FILES, "SendingFiles", "", 1, ms / 10));
        } else {
            return 0;
        }
        return ms;
    }

    private String image() {
        int number = few(400);
        return switch (number % 4) {
            case 0 -> "maven:3-jdk-" + number;
            case 1 -> "quay.io/tools/tool-" + number + ":1";
            default -> "registry.example.com/apps/app-" + number + ":main";
        };
    }

    /** Small numbers are more frequent. */
    private int few(int below) {
        return (int) (below * random.nextDouble() * random.nextDouble());
    }

    private static HistoryQuery query(String text) {
        Map<String, String> parameters = new TreeMap<>();
        for (String each : text.split("&")) {
            parameters.put(each.split("=")[0], each.split("=")[1]);
        }
        Function<String, String> given = parameters::get;
        return HistoryQuery.of(given);
    }

    private static void time(String name, Runnable work) {
        double[] ms = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long began = System.nanoTime();
            work.run();
            ms[i] = (System.nanoTime() - began) / 1e6;
        }
        Arrays.sort(ms);
        System.out.printf("%s: p50 %.0f ms, max %.0f ms%n", name, ms[ROUNDS / 2], ms[ROUNDS - 1]);
    }

    private static long heap() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static void print(String name, Object value) {
        System.out.println(name + ": " + (value instanceof Double number ? String.format("%.1f", number) : value));
    }
}
