package io.jenkins.plugins.runpod.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Ended tasks in files: a line of JSON for each, a file for each day, {@code 2026-11-30.jsonl}. The day is that of the write, in UTC.
 * A file that is large within its day is followed by {@code 2026-11-30.1.jsonl}. A file that is over is compressed. The oldest files
 * are deleted first when there are too many days or bytes, and never the one that is written.
 *
 * <p>A kill of the process leaves a broken line at most, which readers skip. Lines are not forced to disk. A loss of power
 * loses those that the system had not written yet, 30 s of them as a rule. It loses no file that is compressed.
 *
 * <p>One process may write to a folder. Safe for use by many threads. Each method reads or writes files and may block.
 */
public final class HistoryFiles {
    private final Path folder;
    private final Supplier<HistoryBounds> bounds;
    private final Clock clock;

    private HistoryFile current;
    private Order order;

    /** What decides which files are over, and which are too much. */
    private record Order(HistoryBounds limits, LocalDate today, HistoryFile current) {}

    /**
     * @param folder is made when the first task ends
     * @param bounds are asked for again at each write
     */
    public HistoryFiles(Path folder, Supplier<HistoryBounds> bounds, Clock clock) {
        this.folder = folder;
        this.bounds = bounds;
        this.clock = clock;
    }

    /** The days of which there is a file at one moment, and how far it is written. Immutable. */
    public static final class Snapshot {
        private final SortedMap<HistoryFile, Long> files;

        private Snapshot(SortedMap<HistoryFile, Long> files) {
            this.files = files;
        }

        /** The oldest first. */
        public List<LocalDate> days() {
            return files.keySet().stream().map(HistoryFile::day).distinct().toList();
        }

        /**
         * Reads the lines that a day had at the moment of this snapshot, as far as they are not deleted.
         *
         * @return how many lines were skipped, because they were broken or of another kind. What cannot be unpacked counts as one
         */
        public long read(LocalDate day, Consumer<EndedTask> each) throws IOException {
            long skipped = 0;
            for (var file : files.entrySet()) {
                if (file.getKey().day().equals(day)) {
                    skipped += file.getKey().read(file.getValue(), each);
                }
            }
            return skipped;
        }
    }

    /** The days of which there are tasks, the oldest first. */
    public List<LocalDate> days() throws IOException {
        return snapshot().days();
    }

    /** What is written at this moment. */
    public synchronized Snapshot snapshot() throws IOException {
        SortedMap<HistoryFile, Long> lengths = new TreeMap<>();
        for (HistoryFile file : all()) {
            lengths.put(file, file.written());
        }
        return new Snapshot(lengths);
    }

    /**
     * Appends a line for each task. Nothing is appended if no history is kept.
     *
     * @return whether history is kept
     * @throws IOException if none was appended
     */
    public synchronized boolean append(List<EndedTask> tasks) throws IOException {
        HistoryBounds limits = bounds.get();
        if (limits.keepNothing()) {
            return false;
        }
        if (tasks.isEmpty()) {
            return true;
        }
        byte[] lines = JsonLines.of(tasks);
        Files.createDirectories(folder);
        HistoryFile file = writable(limits);
        file.append(lines);
        current = file;
        return true;
    }

    /** The first day that is kept. */
    public LocalDate oldest() {
        HistoryBounds limits = bounds.get();
        return limits.keepNothing() ? today().plusDays(1) : today().minusDays(limits.days());
    }

    private HistoryFile writable(HistoryBounds limits) throws IOException {
        LocalDate today = today();
        HistoryFile file = current;
        if (file == null || !file.day().equals(today)) {
            file = all().stream()
                    .filter(each -> each.day().equals(today))
                    .reduce((earlier, later) -> later)
                    .map(last -> last.isPlain() ? last : last.next())
                    .orElse(new HistoryFile(folder, today, 0));
        }
        return file.bytesPlain() < limits.bytesOfFile() ? file : file.next();
    }

    /**
     * Compresses the files that are over, and deletes what is too much. Returns at once if nothing has changed since the last
     * time: neither the day, nor the file that is written, nor the bounds.
     */
    public synchronized void tidy() throws IOException {
        HistoryBounds limits = bounds.get();
        LocalDate today = today();
        Order now = new Order(limits, today, current);
        if (now.equals(order)) {
            return;
        }
        LocalDate oldest = oldest();
        for (HistoryFile file : all()) {
            if (file.day().isBefore(oldest)) {
                file.delete();
            } else if (isOver(file)) {
                file.compress();
            }
        }
        deleteBeyond(limits.bytesOver());
        order = now;
    }

    private boolean isOver(HistoryFile file) {
        return current == null ? !file.day().equals(today()) : !file.equals(current);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private void deleteBeyond(long most) throws IOException {
        List<HistoryFile> over = all().stream().filter(this::isOver).toList();
        long rest = most;
        for (int i = over.size() - 1; i >= 0; i--) {
            rest -= over.get(i).bytesOnDisk();
            if (rest < 0) {
                over.get(i).delete();
            }
        }
    }

    private List<HistoryFile> all() throws IOException {
        try (Stream<Path> names = Files.list(folder)) {
            return names.flatMap(name -> HistoryFile.named(name).stream())
                    .distinct()
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
