package io.jenkins.plugins.runpod.history;

import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** What tasks have cost together, while they are added. Not safe for use by many threads. */
final class Totals {
    private final int[] verdicts = new int[Verdict.values().length];
    private final Waiting waiting = new Waiting();
    private int tasks;
    private long runMs;
    private int lostAttempts;
    private long lostMs;
    private int limitedPulls;
    private long limitedMs;
    private long[] starts = {};
    private int started;
    private long last = -1;

    /**
     * Adds a task, once.
     *
     * @param number of the task, which is not that of the task before
     */
    void task(Row row, long number) {
        if (number == last) {
            return;
        }
        last = number;
        tasks++;
        verdicts[row.verdict.ordinal()]++;
        runMs += row.runMs;
        lostAttempts += Math.max(0, row.attempts - 1);
        lostMs += row.lostMs;
        if (row.started) {
            if (started == starts.length) {
                starts = Arrays.copyOf(starts, Math.max(4, started * 2));
            }
            starts[started++] = row.startMs;
        }
    }

    /** Adds a wait of the task that was added last. */
    void wait(Row row, int wait, Limits limits) {
        waiting.add(row.kinds[wait], row.ms[wait]);
        if (row.kinds[wait] == WaitKind.LIMITED && row.causes[wait] != limits.ofKubelet) {
            limitedMs += row.ms[wait];
            limitedPulls += row.causes[wait] != limits.damping ? row.times[wait] : 0;
        }
    }

    /**
     * The causes of class LIMITED that are no limited pull of a registry, as numbers in a table, or -1.
     *
     * @param damping is {@link Wait#DAMPING}
     * @param ofKubelet is {@link Wait#OF_KUBELET}
     */
    record Limits(int damping, int ofKubelet) {
        static Limits of(HistoryTable.View view) {
            return new Limits(view.causes().indexOf(Wait.DAMPING), view.causes().indexOf(Wait.OF_KUBELET));
        }
    }

    int tasks() {
        return tasks;
    }

    /** How long all waits took, in milliseconds. */
    long waitingMs() {
        return waiting.all();
    }

    Sum sum() {
        Map<Verdict, Integer> ends = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            if (verdicts[verdict.ordinal()] > 0) {
                ends.put(verdict, verdicts[verdict.ordinal()]);
            }
        }
        return new Sum(
                tasks,
                ends,
                waiting.byKind(),
                runMs,
                lostAttempts,
                lostMs,
                limitedPulls,
                limitedMs,
                started == 0 ? null : Percentile.of(starts, started, 50),
                started == 0 ? null : Percentile.of(starts, started, 95));
    }

    /** Waits by class. */
    static final class Waiting {
        private final long[] ms = new long[WaitKind.values().length];
        private long all;

        void add(WaitKind kind, long more) {
            ms[kind.ordinal()] += more;
            all += more;
        }

        long all() {
            return all;
        }

        /** Without the classes of none. */
        Map<WaitKind, Long> byKind() {
            Map<WaitKind, Long> map = new EnumMap<>(WaitKind.class);
            for (WaitKind kind : WaitKind.values()) {
                if (ms[kind.ordinal()] != 0) {
                    map.put(kind, ms[kind.ordinal()]);
                }
            }
            return map;
        }
    }
}
