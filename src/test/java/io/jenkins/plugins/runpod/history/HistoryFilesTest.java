package io.jenkins.plugins.runpod.history;

import static io.jenkins.plugins.runpod.history.EndedTaskBuilder.ended;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.runpod.engine.log.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFilesTest {
    private static final LocalDate FIRST = LocalDate.parse("2026-01-02");

    @TempDir
    Path home;

    private final ManualTime time = new ManualTime();
    private HistoryBounds bounds = HistoryBounds.STANDARD;
    private Path folder;
    private HistoryFiles files;

    @BeforeEach
    void start() {
        folder = home.resolve("history");
        files = new HistoryFiles(folder, () -> bounds, time);
    }

    @Test
    void lineSaysAllAndIsReadableByOthers() throws IOException {
        append("a");

        assertThat(Files.readString(folder.resolve("2026-01-02.jsonl")))
                .isEqualTo("{\"ended\":\"2026-01-02T03:04:05.678Z\",\"task\":\"a\",\"build\":\"folder/job#7\","
                        + "\"cluster\":\"prod\",\"namespace\":\"ci\",\"image\":\"docker.io/library/maven:3\","
                        + "\"verdict\":\"SUCCEEDED\",\"reason\":\"Completed\",\"attempts\":1,\"startMs\":4200,"
                        + "\"runMs\":61000,\"lostMs\":0,\"waits\":[{\"kind\":\"limited\",\"cause\":\"RegistryRateLimit\","
                        + "\"image\":\"docker.io/library/maven:3\",\"times\":2,\"ms\":3000},{\"kind\":\"starting\","
                        + "\"cause\":\"ContainerCreating\",\"times\":1,\"ms\":1200}]}\n");
        List<EndedTask> read = new ArrayList<>();
        assertThat(files.snapshot().read(FIRST, read::add)).isZero();
        assertThat(read).containsExactly(ended("a"));
    }

    @Test
    void lineThatAKillHasCutOffIsOneBrokenLine() throws IOException {
        append("a");
        write("2026-01-02.jsonl", "{\"ended\":\"2026-01-02T");
        start();

        append("b");

        assertThat(read(FIRST)).containsExactly("a", "b", "1 skipped");
    }

    @Test
    void brokenAndForeignLinesAreSkippedAndLinesOfALaterVersionAreRead() throws IOException {
        String line = new String(JsonLines.of(List.of(ended("a"))), UTF_8);
        write(
                "2026-01-02.jsonl",
                "{}\nnull\n[1]\n\0\0\0\0\n" + line.replace("SUCCEEDED", "MARVELLOUS") + "x".repeat(3_000_000) + "\n\n"
                        + line.replace("\"task\"", "\"colour\":\"red\",\"task\"") + line.strip());

        assertThat(read(FIRST)).containsExactly("a", "a", "6 skipped");
    }

    @Test
    void daysThatAreOverAreCompressedAndReadTheSame() throws IOException {
        append("a", "b");
        time.pass(Duration.ofDays(1));
        append("c");

        assertThat(names()).containsExactly("2026-01-02.jsonl.gz", "2026-01-03.jsonl");
        assertThat(files.days()).containsExactly(FIRST, FIRST.plusDays(1));
        assertThat(read(FIRST)).containsExactly("a", "b", "0 skipped");
    }

    @Test
    void compressionThatAKillHasInterruptedIsDoneAgain() throws IOException {
        append("a", "b");
        Files.writeString(folder.resolve("2026-01-02.jsonl.gz.new"), "half");
        Files.writeString(folder.resolve("2026-01-02.jsonl.gz"), "old");

        assertThat(read(FIRST)).containsExactly("a", "b", "0 skipped");
        time.pass(Duration.ofDays(1));
        append("c");

        assertThat(names()).containsExactly("2026-01-02.jsonl.gz", "2026-01-03.jsonl");
        assertThat(read(FIRST)).containsExactly("a", "b", "0 skipped");
    }

    @Test
    void damagedArchiveIsReadAsFarAsItGoes() throws IOException {
        append(IntStream.range(0, 10_000).mapToObj(i -> "task" + i).toArray(String[]::new));
        time.pass(Duration.ofDays(1));
        append("b");
        Path packed = folder.resolve("2026-01-02.jsonl.gz");
        Files.write(packed, Arrays.copyOf(Files.readAllBytes(packed), (int) Files.size(packed) / 2));

        assertThat(read(FIRST)).contains("task0", "task1000").endsWith("1 skipped");
        Files.write(packed, new byte[0]);
        assertThat(read(FIRST)).containsExactly("1 skipped");
    }

    @Test
    void snapshotEndsWhereItWasTakenWhateverBecomesOfTheFile() throws IOException {
        append("a");
        HistoryFiles.Snapshot before = files.snapshot();
        append("b");
        assertThat(read(before, FIRST)).containsExactly("a", "0 skipped");

        time.pass(Duration.ofDays(1));
        append("c");
        assertThat(names()).contains("2026-01-02.jsonl.gz");
        assertThat(read(before, FIRST)).containsExactly("a", "0 skipped");

        time.pass(Duration.ofDays(100));
        append("d");
        assertThat(read(before, FIRST)).containsExactly("0 skipped");
    }

    @Test
    void daysThatAreTooOldAreDeleted() throws IOException {
        bounds = HistoryBounds.of(2, 100);
        for (String id : List.of("a", "b", "c", "d")) {
            append(id);
            time.pass(Duration.ofDays(1));
        }
        assertThat(names()).containsExactly("2026-01-03.jsonl.gz", "2026-01-04.jsonl.gz", "2026-01-05.jsonl");

        files.tidy();
        assertThat(names()).as("without a task that ends").containsExactly("2026-01-04.jsonl.gz", "2026-01-05.jsonl");
    }

    @Test
    void oldestFilesMakeRoomEvenWithinADay() throws IOException {
        bounds = new HistoryBounds(90, 80_000);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("notes.txt"), "of an administrator");
        for (int i = 0; i < 5_000; i++) {
            append("task" + i);
            assertThat(bytes()).isLessThan(81_000);
        }

        List<String> read = read(FIRST);
        assertThat(read)
                .contains("task4999", "0 skipped")
                .doesNotContain("task0")
                .hasSizeGreaterThan(1_000);
        assertThat(read.subList(0, read.size() - 1))
                .as("without a gap")
                .isEqualTo(IntStream.range(5_001 - read.size(), 5_000)
                        .mapToObj(i -> "task" + i)
                        .toList());
        assertThat(names()).contains("notes.txt");
    }

    @Test
    void fileThatWasBegunIsContinuedAfterARestart() throws IOException {
        append("a");
        start();
        append("b");

        assertThat(names()).containsExactly("2026-01-02.jsonl");
        assertThat(read(FIRST)).containsExactly("a", "b", "0 skipped");
    }

    @Test
    void clockThatIsSetBackLosesNothing() throws IOException {
        append("a");
        time.pass(Duration.ofDays(1));
        append("b");
        time.pass(Duration.ofDays(-1));
        append("c");
        files.tidy();
        start();
        append("d");

        assertThat(read(FIRST)).containsExactly("a", "c", "d", "0 skipped");
        assertThat(read(FIRST.plusDays(1))).containsExactly("b", "0 skipped");
    }

    @Test
    void noDaysKeepNothing() throws IOException {
        append("a");
        bounds = HistoryBounds.of(0, 100);
        append("b");

        assertThat(names()).isEmpty();
    }

    @Test
    void failedCompressionKeepsThePlainFile() throws IOException {
        append("a");
        time.pass(Duration.ofDays(1));
        Path inTheWay = Files.createDirectories(folder.resolve("2026-01-02.jsonl.gz.new/full"));
        files.append(List.of(ended("b")));
        assertThatThrownBy(files::tidy).isInstanceOf(IOException.class);
        assertThat(read(FIRST)).containsExactly("a", "0 skipped");

        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        files.tidy();
        assertThat(names()).containsExactly("2026-01-02.jsonl.gz", "2026-01-03.jsonl");
    }

    private void append(String... ids) throws IOException {
        files.append(Stream.of(ids).map(EndedTaskBuilder::ended).toList());
        files.tidy();
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private List<String> read(LocalDate day) throws IOException {
        return read(files.snapshot(), day);
    }

    private static List<String> read(HistoryFiles.Snapshot snapshot, LocalDate day) throws IOException {
        List<String> ids = new ArrayList<>();
        long skipped = snapshot.read(day, task -> ids.add(task.task()));
        ids.add(skipped + " skipped");
        return ids;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private long bytes() throws IOException {
        long sum = 0;
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                sum += Files.size(file);
            }
        }
        return sum;
    }
}
