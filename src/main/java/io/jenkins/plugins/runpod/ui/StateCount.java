package io.jenkins.plugins.runpod.ui;

import java.util.List;
import java.util.Map;

/** How many tasks are in a state. */
record StateCount(Condition state, int tasks) {
    static List<StateCount> of(Map<Condition, Integer> counts) {
        return counts.entrySet().stream()
                .map(each -> new StateCount(each.getKey(), each.getValue()))
                .toList();
    }
}
