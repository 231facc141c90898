package io.jenkins.plugins.runpod.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Ended tasks in memory, packed into about 50 bytes each, so that a month of them can be added up at once. Texts are kept once.
 * When the table is full, the oldest rows go first. Safe for use by many threads: a {@link View} is read without a lock.
 */
final class HistoryTable {
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final int mostRows;
    private Dictionaries texts = new Dictionaries();
    private final NavigableMap<Long, List<Block>> days = new TreeMap<>();
    private final NavigableMap<Long, Integer> dropped = new TreeMap<>();
    private int rows;
    /** Rows of earlier days found no room. Later days are complete. */
    private long firstDay = Long.MIN_VALUE;

    HistoryTable(int mostRows) {
        this.mostRows = mostRows;
    }

    /** Adds a task, in whatever order. */
    synchronized void add(EndedTask task) {
        long day = Math.floorDiv(task.ended().toEpochMilli(), DAY);
        if (day < firstDay) {
            dropped.merge(day, 1, Integer::sum);
            return;
        }
        Row.write(task, open(day), texts);
        rows++;
        while (rows > mostRows) {
            dropOldest();
        }
    }

    private Block open(long day) {
        List<Block> blocks = days.computeIfAbsent(day, key -> new ArrayList<>());
        Block last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        if (last == null || last.full()) {
            if (last != null) {
                last.close();
            }
            last = new Block();
            blocks.add(last);
        }
        return last;
    }

    private void dropOldest() {
        var oldest = days.firstEntry();
        int count = oldest.getValue().remove(0).rows();
        if (oldest.getValue().isEmpty()) {
            days.remove(oldest.getKey());
        }
        rows -= count;
        firstDay = Math.max(firstDay, oldest.getKey());
        dropped.merge(oldest.getKey(), count, Integer::sum);
    }

    /** Forgets the days that were over at this moment, with the texts that only they had. */
    synchronized void forget(Instant before) {
        long first = Math.floorDiv(before.toEpochMilli(), DAY);
        dropped.headMap(first).clear();
        if (days.headMap(first).isEmpty()) {
            return;
        }
        days.headMap(first).clear();
        View left = view();
        days.clear();
        rows = 0;
        texts = new Dictionaries();
        left.scan(Long.MIN_VALUE, Long.MAX_VALUE, row -> add(left.task(row)));
    }

    /** What is in the table now. */
    synchronized View view() {
        List<Day> all = new ArrayList<>();
        days.forEach((day, blocks) ->
                all.add(new Day(day * DAY, blocks.stream().map(Block::part).toList())));
        return new View(
                texts.jobs().list(),
                texts.places().list(),
                texts.images().list(),
                texts.causes().list(),
                all,
                new TreeMap<>(dropped));
    }

    private record Day(long start, List<Block.Part> parts) {}

    /**
     * The table at one moment. Immutable.
     *
     * @param places clusters with namespaces, as {@code cluster/namespace}
     */
    record View(
            List<String> jobs,
            List<String> places,
            List<String> images,
            List<String> causes,
            List<Day> days,
            NavigableMap<Long, Integer> droppedByDay) {

        /** Reads the tasks that ended in a period, day by day. The row is the same object each time. */
        void scan(long from, long before, Consumer<Row> reader) {
            Row row = new Row();
            for (Day day : days) {
                if (day.start + DAY <= from || day.start >= before) {
                    continue;
                }
                for (Block.Part part : day.parts) {
                    row.at(part, 0);
                    for (int i = 0; i < part.rows(); i++) {
                        row.read();
                        if (row.ended >= from && row.ended < before) {
                            reader.accept(row);
                        }
                    }
                }
            }
        }

        /** The task as it was added. */
        EndedTask task(Row row) {
            String place = places.get(row.place);
            int slash = place.lastIndexOf('/');
            List<Wait> waits = new ArrayList<>(row.waits);
            for (int i = 0; i < row.waits; i++) {
                waits.add(new Wait(
                        row.kinds[i],
                        causes.get(row.causes[i]),
                        row.named[i] ? images.get(row.images[i]) : "",
                        row.times[i],
                        row.ms[i]));
            }
            return new EndedTask(
                    Instant.ofEpochMilli(row.ended),
                    row.task(),
                    new BuildId(jobs.get(row.job), row.build).text(),
                    place.substring(0, slash),
                    place.substring(slash + 1),
                    images.get(row.image),
                    row.verdict,
                    causes.get(row.reason),
                    row.attempts,
                    row.started ? row.startMs : null,
                    row.runMs,
                    row.lostMs,
                    waits);
        }

        /** How many tasks of a period may be missing because the table was full. Counts whole days. */
        long dropped(long from) {
            return droppedByDay.tailMap(Math.floorDiv(from, DAY)).values().stream()
                    .mapToLong(Integer::longValue)
                    .sum();
        }
    }
}
