package io.jenkins.plugins.runpod.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * The history over a period, for a page. Moments are milliseconds since 1970.
 *
 * @param reading how many days have been read so far. Null when all are
 * @param skipped how many lines could not be read
 * @param lost how many lines could not be written since the controller started
 * @param dropped how many older tasks are missing because more ended than are kept in memory
 * @param tasks how many tasks the viewer may see in the period, whatever else was asked for
 * @param sum over the tasks that were asked for
 * @param buckets the same tasks over time, oldest first, without gaps
 * @param groups those that waited longest first
 * @param moreGroups how many groups are left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistorySums(
        String period,
        String by,
        long from,
        long to,
        Reading reading,
        long skipped,
        long lost,
        long dropped,
        int tasks,
        Sum sum,
        List<Bucket> buckets,
        List<Group> groups,
        int moreGroups) {

    HistorySums with(Reading progress, long skippedLines, long lostLines) {
        return new HistorySums(
                period,
                by,
                from,
                to,
                progress,
                skippedLines,
                lostLines,
                dropped,
                tasks,
                sum,
                buckets,
                groups,
                moreGroups);
    }

    /** @param days of how many */
    public record Reading(int done, int days) {}

    /** @param waits by class, in milliseconds. Those of none are left out */
    public record Bucket(long from, int tasks, Map<WaitKind, Long> waits) {}

    /** @param key the value of the filter that shows this group alone */
    public record Group(String key, Sum sum) {}
}
