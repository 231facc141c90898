package io.jenkins.plugins.runpod.config;

import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.text.Durations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The values of a cluster that are no part of its access, checked. A value that cannot be used is a problem. Pure. */
record ClusterValues(Map<Budget, String> limits, int maxPods, int requestsPerSecond, List<FolderRule> folders) {
    /** One sentence for each value that cannot be used, with the name of its field. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        limits.forEach((budget, text) -> {
            try {
                Durations.parse(text);
            } catch (IllegalArgumentException e) {
                problems.add(budget.parameter() + ": " + e.getMessage());
            }
        });
        if (maxPods < 0) {
            problems.add("maxPods: must not be negative");
        }
        if (requestsPerSecond < 0) {
            problems.add("requestsPerSecond: must not be negative");
        }
        Set<String> seen = new HashSet<>();
        folders.stream()
                .map(FolderRule::getFolder)
                .filter(folder -> !seen.add(folder))
                .distinct()
                .forEach(folder -> problems.add("folders: several entries for '" + folder + "'"));
        return problems;
    }
}
