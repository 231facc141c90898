package io.jenkins.plugins.runpod.history;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The ended tasks of the last 30 days, for pages. The first viewer starts the reading, the newest day first. Until it is over,
 * answers are about what has been read. Safe for use by many threads.
 */
public final class RecentHistory {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int MOST_ROWS = 2_000_000;
    private static final int MOST_GROUPS = 50;

    private static final Logger LOGGER = Logger.getLogger(RecentHistory.class.getName());

    private final TaskHistory history;
    private final Executor executor;
    private final Clock clock;
    private Reading reading;

    /** @param executor runs the reading, which takes a while and blocks on files */
    public RecentHistory(TaskHistory history, Executor executor, Clock clock) {
        this.history = history;
        this.executor = executor;
        this.clock = clock;
    }

    /** What has been read. The first call starts the reading, and so does the next one after a failure. */
    private synchronized Reading reading() {
        if (reading == null || reading.failed) {
            reading = new Reading(today().minus(KEPT));
            reading.start();
        } else {
            reading.keepFrom(today().minus(KEPT));
        }
        return reading;
    }

    private Instant today() {
        return clock.instant().truncatedTo(ChronoUnit.DAYS);
    }

    /** The files, as far as they have been read. */
    private final class Reading {
        private final HistoryTable table = new HistoryTable(MOST_ROWS);
        private Instant first;
        private volatile HistorySums.Reading progress = new HistorySums.Reading(0, 0);
        private volatile long skipped;
        private volatile boolean failed;

        Reading(Instant first) {
            this.first = first;
        }

        void start() {
            history.open(table::add).whenCompleteAsync(this::read, executor);
        }

        private void read(HistoryFiles.Snapshot files, Throwable failure) {
            if (failure != null) {
                LOGGER.log(Level.WARNING, "Cannot read the history of pod tasks", failure);
                failed = true;
                return;
            }
            LocalDate oldest = LocalDate.ofInstant(first, ZoneOffset.UTC);
            List<LocalDate> days = new ArrayList<>(files.days());
            days.removeIf(day -> day.isBefore(oldest));
            Collections.reverse(days);
            for (int i = 0; i < days.size(); i++) {
                progress = new HistorySums.Reading(i, days.size());
                read(files, days.get(i));
            }
            progress = null;
        }

        private void read(HistoryFiles.Snapshot files, LocalDate day) {
            try {
                skipped += files.read(day, table::add);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "Cannot read the history of pod tasks of " + day, e);
                skipped++;
            }
        }

        /** Forgets what is too old, once a day. */
        void keepFrom(Instant day) {
            if (day.isAfter(first)) {
                first = day;
                executor.execute(() -> table.forget(day));
            }
        }
    }

    /** The tasks that a query asks for, added up. */
    public HistorySums sums(HistoryQuery query, HistoryScope scope) {
        Reading read = reading();
        HistoryTable.View view = read.table.view();
        Moment moment = new Moment(query, clock.instant());
        boolean[] visible = Selection.visible(view, scope);
        Summing summing = new Summing(view, query.by(), query.filter().below(scope.folder()), visible);
        Buckets buckets = new Buckets(moment.from, query.period());
        int[] tasks = {0};
        view.scan(moment.from, moment.to, row -> {
            if (visible[row.job]) {
                tasks[0]++;
                if (summing.add(row)) {
                    buckets.add(row, summing);
                }
            }
        });
        List<Summing.Group> groups = summing.groups();
        return new HistorySums(
                query.period().word(),
                query.by().word(),
                moment.from,
                moment.to,
                read.progress,
                read.skipped,
                history.lost(),
                view.dropped(moment.from),
                tasks[0],
                summing.sum(),
                buckets.list(),
                groups.stream()
                        .limit(MOST_GROUPS)
                        .map(group -> new HistorySums.Group(group.key(), group.sum()))
                        .toList(),
                Math.max(0, groups.size() - MOST_GROUPS),
                List.of());
    }

    /** What would have saved most of the waiting. None until all is read. */
    public List<HistorySums.Advice> advice(HistoryQuery.Period period, HistoryScope scope) {
        Reading read = reading();
        if (read.progress != null) {
            return List.of();
        }
        HistoryTable.View view = read.table.view();
        long to = clock.millis();
        HistoryAdvice advice = new HistoryAdvice(view, period, Selection.visible(view, scope));
        view.scan(to - period.ms(), to, advice::add);
        return advice.list();
    }

    /** The tasks that a query asks for, those that waited longest first. */
    public HistoryBuilds builds(HistoryQuery query, HistoryScope scope) {
        HistoryTable.View view = reading().table.view();
        Moment moment = new Moment(query, clock.instant());
        Selection selection = new Selection(view, query.filter().below(scope.folder()), Selection.visible(view, scope));
        LongestWaits longest = new LongestWaits((long) query.offset() + query.limit());
        view.scan(moment.from, moment.to, row -> {
            if (selection.selects(row)) {
                longest.add(row, selection, view);
            }
        });
        return new HistoryBuilds(
                longest.matching,
                query.offset(),
                query.limit(),
                longest.tasks().stream().skip(query.offset()).toList());
    }

    private static final class Moment {
        private final long from;
        private final long to;

        Moment(HistoryQuery query, Instant now) {
            to = now.toEpochMilli();
            from = to - query.period().ms();
        }
    }

    /** The parts of a period. */
    private static final class Buckets {
        private final long from;
        private final long ms;
        private final int[] tasks;
        private final Totals.Waiting[] waits;

        Buckets(long from, HistoryQuery.Period period) {
            this.from = from;
            ms = period.bucketMs();
            tasks = new int[period.buckets()];
            waits = new Totals.Waiting[period.buckets()];
            for (int i = 0; i < waits.length; i++) {
                waits[i] = new Totals.Waiting();
            }
        }

        void add(Row row, Summing summing) {
            int number = (int) ((row.ended - from) / ms);
            tasks[number]++;
            for (int i = 0; i < row.waits; i++) {
                if (summing.counts(i)) {
                    waits[number].add(row.kinds[i], row.ms[i]);
                }
            }
        }

        List<HistorySums.Bucket> list() {
            List<HistorySums.Bucket> list = new ArrayList<>();
            for (int i = 0; i < tasks.length; i++) {
                list.add(new HistorySums.Bucket(from + i * ms, tasks[i], waits[i].byKind()));
            }
            return list;
        }
    }

    /** The first tasks in the order of a page. */
    private static final class LongestWaits {
        private final PriorityQueue<Waited> queue = new PriorityQueue<>(Waited.LAST_FIRST);
        private final long most;
        private int matching;

        LongestWaits(long most) {
            this.most = most;
        }

        void add(Row row, Selection selection, HistoryTable.View view) {
            matching++;
            long ms = 0;
            for (int i = 0; i < row.waits; i++) {
                ms += selection.wait(i) ? row.ms[i] : 0;
            }
            Waited last = queue.size() < most ? null : queue.peek();
            if (last != null
                    && (ms < last.ms
                            || ms == last.ms && row.ended < last.task.ended().toEpochMilli())) {
                return;
            }
            queue.add(new Waited(ms, view.task(row)));
            if (queue.size() > most) {
                queue.remove();
            }
        }

        List<EndedTask> tasks() {
            return queue.stream()
                    .sorted(Waited.LAST_FIRST.reversed())
                    .map(Waited::task)
                    .toList();
        }

        private record Waited(long ms, EndedTask task) {
            static final Comparator<Waited> LAST_FIRST = Comparator.comparingLong(Waited::ms)
                    .thenComparing(waited -> waited.task.ended())
                    .thenComparing(waited -> waited.task.task());
        }
    }
}
