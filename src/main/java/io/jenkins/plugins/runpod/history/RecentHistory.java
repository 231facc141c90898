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
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The ended tasks of the last 30 days, for pages. The first viewer starts the reading, the newest day first. Until it is over,
 * answers are about what has been read. Safe for use by many threads.
 */
public final class RecentHistory {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int MOST_ROWS = 2_000_000;

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
            reading = new Reading(first());
            reading.start();
        } else {
            reading.keepFrom(first());
        }
        return reading;
    }

    /** From when on tasks are shown. Not from before the files that are kept. */
    private Instant first() {
        Instant shown = clock.instant().truncatedTo(ChronoUnit.DAYS).minus(KEPT);
        Instant kept = history.files().oldest().atStartOfDay(ZoneOffset.UTC).toInstant();
        return kept.isAfter(shown) ? kept : shown;
    }

    /** The files, as far as they have been read. */
    private final class Reading {
        private final HistoryTable table = new HistoryTable(MOST_ROWS);
        private final LocalDate oldest;
        private Instant first;
        private volatile HistorySums.Reading progress = new HistorySums.Reading(0, 0);
        private final AtomicLong skipped = new AtomicLong();
        private volatile boolean failed;

        Reading(Instant first) {
            this.first = first;
            oldest = LocalDate.ofInstant(first, ZoneOffset.UTC);
        }

        void start() {
            history.open(this::add).thenAcceptAsync(this::read, executor).whenComplete((read, failure) -> {
                if (failure != null) {
                    LOGGER.log(Level.WARNING, "Cannot read the history of pod tasks", failure);
                    failed = true;
                }
            });
        }

        /** A reading that has failed is followed by another one. It adds nothing any more. */
        private void add(EndedTask task) {
            if (!failed) {
                table.add(task);
            }
        }

        private void read(HistoryFiles.Snapshot files) {
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
                skipped.addAndGet(files.read(day, table::add));
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "Cannot read the history of pod tasks of " + day, e);
                skipped.incrementAndGet();
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
        HistorySums.Reading progress = read.progress;
        return HistoryAnswers.sums(read.table.view(), query, scope, clock.instant())
                .with(progress, read.skipped.get(), history.lost());
    }

    /** Whether there is more to read. */
    public boolean isReading() {
        return reading().progress != null;
    }

    /** What would have saved most of the waiting, the most expensive first. Looks at each task by many rules. */
    public List<Advice> advice(HistoryQuery.Period period, HistoryScope scope) {
        return HistoryAnswers.advice(reading().table.view(), period, scope, clock.instant());
    }

    /** The tasks that a query asks for, those that waited longest first. */
    public HistoryBuilds builds(HistoryQuery query, HistoryScope scope) {
        return HistoryAnswers.builds(reading().table.view(), query, scope, clock.instant());
    }
}
