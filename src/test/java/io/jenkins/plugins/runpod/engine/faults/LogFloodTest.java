package io.jenkins.plugins.runpod.engine.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.runpod.cluster.Underway;
import io.jenkins.plugins.runpod.engine.kube.ClusterSettings;
import io.jenkins.plugins.runpod.engine.kube.SharedCluster;
import io.jenkins.plugins.runpod.engine.kube.client.KubeClients;
import io.jenkins.plugins.runpod.engine.log.FileMedium;
import io.jenkins.plugins.runpod.engine.log.LogFollower;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;
import io.jenkins.plugins.runpod.engine.log.TaskOutput;
import io.jenkins.plugins.runpod.engine.time.SerialExecutor;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log that comes as fast as HTTP carries it, with its connection cut in the middle, into a file. {@code -Dflood.mebibytes=5120 -Dtest.patience=3600} with
 * {@code -Xmx64m} shows that memory is bounded.
 */
@Tag("faults")
class LogFloodTest {
    private static final long LINES = Long.getLong("flood.mebibytes", 64) * 1024 * 1024 / LogFlood.TEXT;

    @TempDir
    Path folder;

    @Test
    void aFloodOfLinesIsWrittenOnceAndInOrder() throws Exception {
        Path file = folder.resolve("log");
        List<String> warnings = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> drained = new CompletableFuture<>();
        AtomicLong peak = new AtomicLong();
        AtomicLong saves = new AtomicLong();
        ExecutorService workers = Executors.newFixedThreadPool(4);
        long began = System.nanoTime();
        try (LogFlood flood = new LogFlood(LINES);
                EngineTime time = new EngineTime(1, flood.underway()::awaitEnd, workers, new Underway());
                SharedCluster cluster = new KubeClients(workers, time)
                        .acquire("flood", () -> config(flood), ClusterSettings.of("a=b"), backlog -> {});
                FileMedium medium = new FileMedium(file)) {
            SerialExecutor serial = new SerialExecutor(workers);
            TaskOutput output = new TaskOutput(medium, OutputPosition.start(), position -> {
                saves.incrementAndGet();
                peak.accumulateAndGet(usedHeap(), Math::max);
            });
            LogFollower follower = new LogFollower(
                    cluster.kube().log("default", "pod", "main"),
                    output.stream("uid/main", ""),
                    serial,
                    time,
                    time,
                    listener(warnings, drained));
            serial.execute(follower::start);
            flood.whenSent().thenRun(() -> serial.execute(() -> follower.end(false)));
            drained.get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
        } finally {
            workers.shutdownNow();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "flood: %d MiB, %d lines in %.1f s (%.0f MiB/s written), %d saves, at most %d MiB of heap in use of %d MiB%n",
                Files.size(file) >> 20,
                LINES,
                seconds,
                (Files.size(file) >> 20) / seconds,
                saves.get(),
                peak.get() >> 20,
                Runtime.getRuntime().maxMemory() >> 20);
        assertThat(warnings).isEmpty();
        assertThat(Files.size(file)).isEqualTo(LINES * LogFlood.TEXT);
        assertNumbered(file);
    }

    private static void assertNumbered(Path file) throws IOException {
        byte[] line = new byte[LogFlood.TEXT];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            for (long number = 0; number < LINES; number++) {
                in.readNBytes(line, 0, line.length);
                if (LogFlood.number(line, 0) != number) {
                    assertThat(LogFlood.number(line, 0)).isEqualTo(number);
                }
            }
        }
    }

    private static Config config(LogFlood flood) {
        return new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + flood.port())
                .build();
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static LogFollower.Listener listener(List<String> warnings, CompletableFuture<Void> drained) {
        return new LogFollower.Listener() {
            @Override
            public void answered() {}

            @Override
            public void drained() {
                drained.complete(null);
            }

            @Override
            public void warn(String line) {
                warnings.add(line);
            }
        };
    }
}
