package io.jenkins.plugins.runpod.history;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Ended tasks of all kinds, the same ones for the same seed. */
final class RandomTasks {
    private static final List<String> JOBS = List.of("top", "a/x", "a/y", "a/b/x", "ab/x", "a/b/mb/main");
    private static final List<String> IMAGES = List.of(
            "",
            "busybox",
            "maven:3",
            "docker.io/library/maven:3",
            "quay.io/a/b:1",
            "registry.example.com:5000/x@sha256:1");
    private static final List<String> CAUSES =
            List.of("RegistryRateLimit", "RegistryDamping", "PullQPSExceeded", "ImageNotFound", "Unschedulable");
    private static final List<String> REASONS = List.of("Completed", "ExitCode", "ImageNotFound", "");

    private final Random random;
    private final Instant to;

    RandomTasks(long seed, Instant to) {
        random = new Random(seed);
        this.to = to;
    }

    /** So many of them, which ended within 32 days, and some within the same milliseconds. */
    List<EndedTask> some(int count) {
        return Stream.generate(this::task).limit(count).toList();
    }

    private EndedTask task() {
        Verdict verdict = one(List.of(Verdict.values()));
        String job = one(JOBS);
        return new EndedTask(
                to.minusMillis(Math.abs(random.nextLong()) % Duration.ofDays(32).toMillis() / 1000 * 1000),
                random.nextInt(10) == 0
                        ? "task " + random.nextInt()
                        : new UUID(random.nextLong(), random.nextLong()).toString(),
                random.nextInt(10) == 0 ? job : job + "#" + one(List.of("0", "1", "77", "007", "x", "999999999")),
                one(List.of("prod", "test/eu", "")),
                one(List.of("default", "ci", "")),
                one(IMAGES),
                verdict,
                one(REASONS),
                random.nextInt(4),
                random.nextInt(4) == 0 ? null : duration(),
                duration(),
                duration(),
                IntStream.range(0, random.nextInt(12)).mapToObj(i -> wait(i)).toList());
    }

    private Wait wait(int number) {
        return new Wait(
                one(List.of(WaitKind.values())),
                one(CAUSES),
                one(IMAGES),
                random.nextInt(1 + 200 * number),
                duration());
    }

    /** Many are alike, and some are longer than 32 bits. */
    private long duration() {
        return random.nextInt(20) == 0 ? Math.abs(random.nextLong() >>> 20) : random.nextInt(1 << random.nextInt(20));
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
