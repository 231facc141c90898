package io.jenkins.plugins.runpod.history;

import static io.jenkins.plugins.runpod.history.EndedTaskBuilder.ended;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.log.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.LogRecorder;

class TaskHistoryTest {
    @TempDir
    Path home;

    private final ManualTime time = new ManualTime();
    private Path folder;
    private TaskHistory history;

    @BeforeEach
    void start() {
        folder = home.resolve("history");
        history = new TaskHistory(new HistoryFiles(folder, () -> HistoryBounds.STANDARD, time), time, time);
    }

    @Test
    void taskIsWrittenOnTheLaneAlone() throws IOException {
        history.ended(ended("a"));
        assertThat(folder).doesNotExist();

        time.run();
        assertThat(written()).containsExactly("a");
    }

    @Test
    void whatWaitsIsWrittenAtTheEnd() throws Exception {
        history.ended(ended("a"));
        history.close();

        assertThat(written()).containsExactly("a");
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenLater() throws IOException {
        try (LogRecorder log =
                new LogRecorder().record(TaskHistory.class, Level.INFO).capture(10)) {
            Files.writeString(folder, "in the way");
            history.ended(ended("a"));
            time.run();
            history.ended(ended("b"));
            time.pass(Duration.ofMinutes(10));
            assertThat(log.getMessages())
                    .filteredOn(line -> line.startsWith("Cannot write"))
                    .hasSize(1);

            Files.delete(folder);
            time.pass(Duration.ofMinutes(1));
            assertThat(written()).containsExactly("a", "b");
            assertThat(log.getMessages())
                    .filteredOn(line -> line.contains("written again"))
                    .hasSize(1);
        }
        assertThat(time.timers()).isZero();
        assertThat(history.lost()).isZero();
    }

    @Test
    void oldestOfTooManyLinesIsDroppedAndCounted() throws IOException {
        Files.writeString(folder, "in the way");
        IntStream.range(0, 10_005).forEach(i -> history.ended(ended("task" + i)));
        time.run();
        Files.delete(folder);
        time.pass(Duration.ofMinutes(1));

        assertThat(history.lost()).isEqualTo(5);
        assertThat(written()).hasSize(10_000).startsWith("task5");
    }

    @Test
    void taskThatAnEarlierProcessHasWrittenIsNotWrittenAgain() throws IOException {
        history.ended(ended("a"));
        time.run();
        time.pass(Duration.ofDays(3));
        start();

        history.endedAgain(ended("a"));
        history.endedAgain(ended("b"));
        history.ended(ended("c"));
        time.run();
        assertThat(written()).containsExactly("a", "b", "c");
    }

    @Test
    void earlierLineIsFoundBehindTheLinesOfOtherDays() throws IOException {
        history.ended(ended("a"));
        time.run();
        for (int day = 0; day < 4; day++) {
            time.pass(Duration.ofDays(1));
            history.ended(ended("of day " + day));
            time.run();
        }
        start();

        history.endedAgain(ended("a"));
        time.run();

        assertThat(written()).filteredOn("a"::equals).hasSize(1);
    }

    @Test
    void readersDoNotHearWhatIsNotKept() {
        List<String> heard = new ArrayList<>();
        history = new TaskHistory(new HistoryFiles(folder, () -> HistoryBounds.of(0, 1), time), time, time);
        history.open(task -> heard.add(task.task()));
        time.run();

        history.ended(ended("a"));
        time.run();

        assertThat(heard).isEmpty();
        assertThat(history.lost()).isZero();
    }

    @Test
    void readerThatFailsKeepsNothingFromBeingWritten() throws IOException {
        List<String> heard = new ArrayList<>();
        history.open(task -> {
            throw new IllegalStateException("of a test");
        });
        history.open(task -> heard.add(task.task()));
        history.ended(ended("a"));
        history.ended(ended("b"));
        time.run();

        assertThat(written()).containsExactly("a", "b");
        assertThat(heard).isEmpty(); // written before the reader opened
        history.ended(ended("c"));
        time.run();
        assertThat(heard).containsExactly("c");
    }

    @Test
    void snapshotAndLaterLinesHoldEachLineOnce() throws Exception {
        ExecutorService lane = Executors.newFixedThreadPool(2);
        ExecutorService tasks = Executors.newFixedThreadPool(4);
        TaskHistory busy =
                new TaskHistory(new HistoryFiles(folder, () -> HistoryBounds.STANDARD, Clock.systemUTC()), lane, time);
        List<String> all = IntStream.range(0, 4_000).mapToObj(i -> "task" + i).toList();

        CompletableFuture<?>[] ends = all.stream()
                .map(id -> CompletableFuture.runAsync(() -> busy.ended(ended(id)), tasks))
                .toArray(CompletableFuture<?>[]::new);
        List<Reader> readers = Stream.generate(() -> new Reader(busy)).limit(5).toList();
        CompletableFuture.allOf(ends).get(1, TimeUnit.MINUTES);
        Reader last = new Reader(busy);
        last.read();
        busy.close();
        tasks.shutdown();
        lane.shutdown();
        assertThat(lane.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

        for (Reader reader : readers) {
            reader.read();
            assertThat(reader.ids).containsExactlyInAnyOrderElementsOf(all);
        }
        assertThat(last.ids).containsExactlyInAnyOrderElementsOf(all);
    }

    private static final class Reader {
        private final List<String> ids = Collections.synchronizedList(new ArrayList<>());
        private final CompletableFuture<HistoryFiles.Snapshot> snapshot;

        Reader(TaskHistory history) {
            snapshot = history.open(task -> ids.add(task.task())).toCompletableFuture();
        }

        void read() throws Exception {
            HistoryFiles.Snapshot earlier = snapshot.get(1, TimeUnit.MINUTES);
            for (LocalDate day : earlier.days()) {
                assertThat(earlier.read(day, task -> ids.add(task.task()))).isZero();
            }
        }
    }

    private List<String> written() throws IOException {
        List<String> ids = new ArrayList<>();
        HistoryFiles.Snapshot snapshot = history.files().snapshot();
        for (LocalDate day : snapshot.days()) {
            snapshot.read(day, task -> ids.add(task.task()));
        }
        return ids;
    }
}
