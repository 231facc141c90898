package io.jenkins.plugins.runpod.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.spec.ImageMirrors;
import io.jenkins.plugins.runpod.engine.text.Durations;
import io.jenkins.plugins.runpod.engine.text.Sizes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The values of a cluster that are no part of its access, checked. A value that cannot be used is a problem. Pure.
 *
 * @param numbers from the names of fields to their values, which must not be negative
 */
record ClusterValues(
        Map<Budget, String> limits,
        Map<String, Integer> numbers,
        Optional<String> mostFileBytes,
        List<String> imageMirrors,
        List<FolderRule> folders) {
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
        numbers.forEach((field, value) -> {
            if (value < 0) {
                problems.add(field + ": must not be negative");
            }
        });
        mostFileBytes
                .flatMap(ClusterValues::sizeProblem)
                .ifPresent(problem -> problems.add("mostFileBytes: " + problem));
        ImageMirrors.problems(imageMirrors).forEach(problem -> problems.add("imageMirrors: " + problem));
        Set<String> seen = new HashSet<>();
        folders.stream()
                .map(FolderRule::getFolder)
                .filter(folder -> !seen.add(folder))
                .distinct()
                .forEach(folder -> problems.add("folders: several entries for '" + folder + "'"));
        folders.stream()
                .filter(rule -> rule.getMaxPods() < 0)
                .forEach(rule -> problems.add("folders: maxPods of '" + rule.getFolder() + "' must not be negative"));
        return problems;
    }

    /** The lines of a text, without those that are empty. Null is read as the empty text. */
    static List<String> lines(@CheckForNull String text) {
        return Stream.ofNullable(text)
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** What is wrong with a limit in bytes. Empty if nothing is. */
    static Optional<String> sizeProblem(String text) {
        try {
            return Sizes.parse(text) > 0 ? Optional.empty() : Optional.of("must be more than 0");
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }
}
