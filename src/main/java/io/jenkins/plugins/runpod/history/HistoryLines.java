package io.jenkins.plugins.runpod.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The lines of the files for other programs, in the order in which they were written. Reads files, and blocks meanwhile. */
public final class HistoryLines {
    private final HistoryFiles files;

    public HistoryLines(HistoryFiles files) {
        this.files = files;
    }

    /**
     * A part of the lines.
     *
     * @param skipped how many lines of the days that were read are broken
     * @param more whether there are further ones now
     * @param next where the further ones begin, now or later
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Part(List<EndedTask> rows, long skipped, boolean more, Place next) {}

    /**
     * A place between two lines. Lines that are written later, or days that are deleted, do not move it.
     *
     * @param from a day
     * @param offset how many lines of this day are before it
     */
    public record Place(LocalDate from, int offset) {}

    /** All lines that are asked for, whatever the offset and the limit. Returns the number of broken lines. */
    public long read(LinesQuery query, HistoryScope scope, Consumer<EndedTask> each) throws IOException {
        HistoryFiles.Snapshot snapshot = files.snapshot();
        Predicate<EndedTask> wanted = wanted(query, scope);
        long skipped = 0;
        for (LocalDate day : days(snapshot, query)) {
            skipped += snapshot.read(day, task -> {
                if (wanted.test(task)) {
                    each.accept(task);
                }
            });
        }
        return skipped;
    }

    /** A part of the lines that are asked for. Days are read until there are enough lines. */
    public Part part(LinesQuery query, HistoryScope scope) throws IOException {
        HistoryFiles.Snapshot snapshot = files.snapshot();
        Taking taking = new Taking(query, wanted(query, scope));
        List<LocalDate> days = days(snapshot, query);
        long skipped = 0;
        for (LocalDate day : days) {
            if (taking.full()) {
                taking.more = true;
                break;
            }
            taking.begin(day);
            skipped += snapshot.read(day, taking);
        }
        return new Part(taking.rows, skipped, taking.more, taking.next);
    }

    private static List<LocalDate> days(HistoryFiles.Snapshot snapshot, LinesQuery query) {
        return snapshot.days().stream()
                .filter(day -> !day.isBefore(query.from()) && !day.isAfter(query.to()))
                .toList();
    }

    private static Predicate<EndedTask> wanted(LinesQuery query, HistoryScope scope) {
        HistoryQuery.Filter filter = query.filter();
        return task ->
                filter.selects(task) && scope.shows(BuildId.of(task.build()).job());
    }

    /** Takes lines until there are enough. */
    private static final class Taking implements Consumer<EndedTask> {
        private final LinesQuery query;
        private final Predicate<EndedTask> wanted;
        private final List<EndedTask> rows = new ArrayList<>();
        private Place next;
        private boolean more;
        private int line;

        Taking(LinesQuery query, Predicate<EndedTask> wanted) {
            this.query = query;
            this.wanted = wanted;
            next = new Place(query.from(), query.offset());
        }

        boolean full() {
            return rows.size() == query.limit();
        }

        void begin(LocalDate day) {
            line = 0;
            if (!day.equals(next.from)) {
                next = new Place(day, 0);
            }
        }

        @Override
        public void accept(EndedTask task) {
            if (line++ < next.offset) {
                return;
            }
            if (!full()) {
                if (wanted.test(task)) {
                    rows.add(task);
                }
                next = new Place(next.from, line);
            } else if (wanted.test(task)) {
                more = true;
            }
        }
    }
}
