package io.jenkins.plugins.runpod.ui;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.history.EndedTask;
import io.jenkins.plugins.runpod.history.Wait;
import io.jenkins.plugins.runpod.history.WaitKind;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** The ended tasks of a shop in the last 30 days. docker.io limits its pulls on working days. */
final class InventedMonth {
    private static final int TASKS = 6_000;
    private static final Set<DayOfWeek> WEEKEND = EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
    private static final List<String> IMAGES = List.of(
            "maven:3.9-eclipse-temurin-21",
            "maven:3.9-eclipse-temurin-21",
            "node:22-bookworm",
            "golang:1.25",
            "quay.io/keycloak/keycloak:26",
            "mcr.microsoft.com/playwright:v1.56",
            "registry.example.com/shop/build-tools:12");
    private static final List<String> JOBS = List.of(
            "shop/checkout", "shop/search", "shop/web/frontend", "payments/ledger", "payments/reports", "nightly");

    private final Random random = new Random(17);

    private InventedMonth() {}

    static List<EndedTask> until(Instant now) {
        InventedMonth month = new InventedMonth();
        List<EndedTask> tasks = new ArrayList<>();
        while (tasks.size() < TASKS) {
            ZonedDateTime ended = now.minus(Duration.ofSeconds(month.random.nextInt(30 * 86_400)))
                    .atZone(ZoneOffset.UTC);
            boolean free = WEEKEND.contains(ended.getDayOfWeek()) || ended.getHour() < 7 || ended.getHour() > 19;
            if (!free || month.random.nextInt(8) == 0) {
                tasks.add(month.task(ended.toInstant(), tasks.size(), !free));
            }
        }
        return tasks;
    }

    private EndedTask task(Instant ended, int number, boolean busy) {
        String image = IMAGES.get(random.nextInt(IMAGES.size()));
        List<Wait> waits = new ArrayList<>();
        wait(waits, WaitKind.SCHEDULING, "NotScheduled", "", 200);
        if (busy && random.nextInt(12) == 0) {
            wait(waits, WaitKind.SCHEDULING, "Unschedulable", "", 700_000);
        }
        if (busy && !image.contains(".io/") && !image.contains(".com/") && random.nextInt(5) == 0) {
            wait(waits, WaitKind.LIMITED, "RegistryRateLimit", image, 1_500_000);
        }
        if (random.nextInt(40) == 0) {
            wait(waits, WaitKind.RETRYING, "RegistryTimeout", image, 300_000);
        }
        wait(waits, WaitKind.STARTING, "ContainerCreating", "", 15_000);
        if (random.nextInt(4) == 0) {
            wait(waits, WaitKind.FILES, "SendingFiles", "", 20_000);
        }
        boolean again = random.nextInt(60) == 0;
        int end = random.nextInt(100);
        Verdict verdict = end < 90 ? Verdict.SUCCEEDED : end < 98 ? Verdict.TASK_FAILED : Verdict.CANCELLED;
        return new EndedTask(
                ended,
                new UUID(random.nextLong(), random.nextLong()).toString(),
                JOBS.get(random.nextInt(JOBS.size())) + "#" + (number / 6 + 1),
                random.nextInt(4) == 0 ? "edge" : "prod",
                "ci",
                image,
                verdict,
                verdict == Verdict.SUCCEEDED ? "Completed" : verdict == Verdict.CANCELLED ? "Cancelled" : "ExitCode",
                again ? 2 : 1,
                waits.stream().mapToLong(Wait::ms).sum(),
                60_000 + random.nextInt(600_000),
                again ? 120_000 : 0,
                waits);
    }

    private void wait(List<Wait> waits, WaitKind kind, String cause, String image, int longest) {
        waits.add(new Wait(kind, cause, image, 1 + random.nextInt(3), 1 + random.nextInt(longest)));
    }
}
