package io.jenkins.plugins.runpod.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryLinesTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 11, 28);

    @TempDir
    private Path folder;

    @Test
    void partsGiveEachLineOnceWhileLinesAreAddedAndOldDaysGo() throws IOException {
        write(FIRST, 0, 25);
        write(FIRST.plusDays(1), 25, 30);
        write(FIRST.plusDays(2), 30, 42);
        List<String> found = new ArrayList<>();
        HistoryLines.Place place = new HistoryLines.Place(FIRST, 0);
        boolean more = true;
        for (int part = 0; more; part++) {
            HistoryLines.Part lines = lines(FIRST.plusDays(2)).part(query(place, "7"), HistoryScope.ALL);
            lines.rows().forEach(task -> found.add(task.task()));
            place = lines.next();
            more = lines.more();
            if (part == 1) {
                write(FIRST.plusDays(2), 42, 50);
            }
            if (part == 5) {
                Files.delete(folder.resolve(FIRST + ".jsonl"));
            }
        }

        assertThat(found).isEqualTo(ids(0, 50));

        write(FIRST.plusDays(2), 50, 51);
        assertThat(lines(FIRST.plusDays(2))
                        .part(query(place, "7"), HistoryScope.ALL)
                        .rows())
                .extracting(EndedTask::task)
                .containsExactly("50");
    }

    @Test
    void filtersAndBrokenLinesDoNotMoveThePlaces() throws IOException {
        write(FIRST, 0, 3);
        Files.writeString(folder.resolve(FIRST + ".jsonl"), "broken\n", StandardOpenOption.APPEND);
        write(FIRST, 3, 5);
        HistoryScope odd = new HistoryScope("", job -> true);
        List<String> found = new ArrayList<>();
        HistoryLines.Place place = new HistoryLines.Place(FIRST, 0);
        for (int i = 0; i < 3; i++) {
            HistoryLines.Part part = lines(FIRST).part(query(place, "2"), odd);
            assertThat(part.skipped()).isEqualTo(1);
            part.rows().forEach(task -> found.add(task.task()));
            place = part.next();
        }
        List<String> all = new ArrayList<>();
        long skipped = lines(FIRST).read(query(place, "1"), odd, task -> all.add(task.task()));

        assertThat(found).isEqualTo(ids(0, 5));
        assertThat(all).isEqualTo(ids(0, 5));
        assertThat(skipped).isEqualTo(1);
        assertThat(lines(FIRST)
                        .part(LinesQuery.of(Map.of("from", FIRST.toString(), "cluster", "x")::get, FIRST), odd)
                        .rows())
                .isEmpty();
    }

    private static LinesQuery query(HistoryLines.Place place, String limit) {
        return LinesQuery.of(
                Map.of("from", place.from().toString(), "offset", "" + place.offset(), "limit", limit)::get,
                FIRST.plusDays(2));
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private void write(LocalDate day, int from, int to) throws IOException {
        files(day).append(ids(from, to).stream().map(EndedTaskBuilder::ended).toList());
    }

    private HistoryLines lines(LocalDate day) {
        return new HistoryLines(files(day));
    }

    private HistoryFiles files(LocalDate day) {
        Instant noon = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
        return new HistoryFiles(folder, () -> HistoryBounds.STANDARD, Clock.fixed(noon, ZoneOffset.UTC));
    }
}
