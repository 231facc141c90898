package io.jenkins.plugins.runpod.ui;

import io.jenkins.plugins.runpod.engine.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A group of tasks, in the words and figures that a page shows. Texts may be empty.
 *
 * @param key its name in a query
 * @param cause the cause that its tasks have in common
 * @param meaning what the cause means, in one sentence
 * @param registry the registry that the cause is about
 * @param longest how long the first of its tasks has been in its state
 */
record GroupReport(
        String key, String cause, String meaning, String registry, int tasks, List<StateCount> states, String longest) {

    static GroupReport of(TaskSelection.Group group, Grouping grouping, Instant now) {
        boolean common = grouping == Grouping.CAUSE;
        Duration longest = Duration.between(group.since(), now);
        return new GroupReport(
                group.key(),
                common ? group.first().cause() : "",
                common ? TaskReports.meaning(group.first().cause()) : "",
                common ? group.first().registry() : "",
                group.size(),
                StateCount.of(group.counts()),
                Durations.format(longest.isNegative() ? Duration.ZERO : longest));
    }
}
