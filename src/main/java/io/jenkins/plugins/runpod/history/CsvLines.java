package io.jenkins.plugins.runpod.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ended tasks as lines of CSV (RFC 4180). No cell is a formula for a spreadsheet. Durations are in milliseconds. Stateless. */
public final class CsvLines {
    private static final List<String> COLUMNS = List.of(
            "ended",
            "task",
            "build",
            "cluster",
            "namespace",
            "image",
            "verdict",
            "reason",
            "attempts",
            "startMs",
            "runMs",
            "lostMs");

    private CsvLines() {}

    /** The names of the columns. There is one for each class of waits, then one with all waits. */
    public static String header() {
        List<Object> names = new ArrayList<>(COLUMNS);
        for (WaitKind kind : WaitKind.values()) {
            names.add(kind.word() + "WaitMs");
        }
        names.add("waits");
        return line(names);
    }

    /** A line, with its end. */
    public static String of(EndedTask task) {
        List<Object> cells = new ArrayList<>();
        cells.add(task.ended());
        cells.add(task.task());
        cells.add(task.build());
        cells.add(task.cluster());
        cells.add(task.namespace());
        cells.add(task.image());
        cells.add(task.verdict());
        cells.add(task.reason());
        cells.add(task.attempts());
        cells.add(task.startMs() == null ? "" : task.startMs());
        cells.add(task.runMs());
        cells.add(task.lostMs());
        for (WaitKind kind : WaitKind.values()) {
            cells.add(task.waits().stream()
                    .filter(wait -> wait.kind() == kind)
                    .mapToLong(Wait::ms)
                    .sum());
        }
        cells.add(task.waits().stream().map(CsvLines::text).collect(Collectors.joining("; ")));
        return line(cells);
    }

    private static String text(Wait wait) {
        return Stream.of(wait.cause(), wait.image(), wait.times() + " times", wait.ms() + " ms")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String line(Collection<?> cells) {
        return cells.stream().map(cell -> cell(cell.toString())).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.chars().anyMatch(each -> ",\"\r\n".indexOf(each) >= 0)
                ? "\"" + safe.replace("\"", "\"\"") + "\""
                : safe;
    }
}
