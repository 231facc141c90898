package io.jenkins.plugins.runpod.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** What a page says about the tasks of a table. Stateless. Takes as long as a walk over the period. */
final class HistoryAnswers {
    private static final int MOST_GROUPS = 50;

    private HistoryAnswers() {}

    static HistorySums sums(HistoryTable.View view, HistoryQuery query, HistoryScope scope, Instant now) {
        long to = now.toEpochMilli();
        long from = to - query.period().ms();
        boolean[] visible = Selection.visible(view, scope);
        Summing summing = new Summing(view, query.by(), query.filter().below(scope.folder()), visible);
        Buckets buckets = new Buckets(from, query.period());
        int[] tasks = {0};
        view.scan(from, to, row -> {
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
                from,
                to,
                null,
                0,
                0,
                view.dropped(from),
                tasks[0],
                summing.sum(),
                buckets.list(),
                groups.stream()
                        .limit(MOST_GROUPS)
                        .map(group -> new HistorySums.Group(group.key(), group.sum()))
                        .toList(),
                Math.max(0, groups.size() - MOST_GROUPS));
    }

    static HistoryBuilds builds(HistoryTable.View view, HistoryQuery query, HistoryScope scope, Instant now) {
        long to = now.toEpochMilli();
        Selection selection = new Selection(view, query.filter().below(scope.folder()), Selection.visible(view, scope));
        LongestWaits longest = new LongestWaits((long) query.offset() + query.limit());
        view.scan(to - query.period().ms(), to, row -> {
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

    static List<Advice> advice(HistoryTable.View view, HistoryQuery.Period period, HistoryScope scope, Instant now) {
        long to = now.toEpochMilli();
        HistoryAdvice advice = new HistoryAdvice(view, period, Selection.visible(view, scope));
        view.scan(to - period.ms(), to, advice::add);
        return advice.list();
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
