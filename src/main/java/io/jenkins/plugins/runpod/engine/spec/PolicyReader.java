package io.jenkins.plugins.runpod.engine.spec;

import io.jenkins.plugins.runpod.engine.lifecycle.Budget;
import io.jenkins.plugins.runpod.engine.lifecycle.Retention;
import io.jenkins.plugins.runpod.engine.lifecycle.RetryOn;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.text.Durations;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what a task allows itself: budgets, attempts, retention. Adds to the problems instead of throwing. */
final class PolicyReader {
    private final TaskParameters parameters;
    private final TaskPolicy defaults;
    private final List<String> problems;

    PolicyReader(TaskParameters parameters, TaskPolicy defaults, List<String> problems) {
        this.parameters = parameters;
        this.defaults = defaults;
        this.problems = problems;
    }

    TaskPolicy read() {
        Map<Budget, Duration> limits = new EnumMap<>(Budget.class);
        limits.putAll(defaults.limits());
        for (ParameterField parameter : parameters.declared()) {
            Stream.of(Budget.values())
                    .filter(budget -> budget.parameter().equals(parameter.getName()))
                    .forEach(budget ->
                            duration((String) parameters.get(parameter)).ifPresent(limit -> limits.put(budget, limit)));
        }
        return new TaskPolicy(
                limits,
                Optional.ofNullable(parameters.attempts)
                        .filter(count -> count > 0)
                        .orElse(defaults.attempts()),
                retryOn(),
                retention(),
                duration(parameters.terminationGracePeriod).or(defaults::terminationGrace));
    }

    /** Empty as well for what is not one, which the check of its kind names. */
    private static Optional<Duration> duration(String text) {
        try {
            return PodReader.blank(text) ? Optional.empty() : Optional.of(Durations.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private RetryOn retryOn() {
        if (parameters.retryOn.isEmpty()) {
            return defaults.retryOn();
        }
        boolean neverStarted = false;
        boolean outcomeUnknown = false;
        boolean oomKilled = false;
        boolean outputsLost = false;
        Set<Integer> exitCodes = new HashSet<>();
        for (String word : parameters.retryOn) {
            switch (word.trim()) {
                case "neverStarted" -> neverStarted = true;
                case "outcomeUnknown" -> outcomeUnknown = true;
                case "oomKilled" -> oomKilled = true;
                case "outputsLost" -> outputsLost = true;
                default ->
                    exitCode(word.trim())
                            .ifPresentOrElse(
                                    exitCodes::add,
                                    () -> problems.add(
                                            "retryOn: \"" + word
                                                    + "\" is none of neverStarted, outcomeUnknown, oomKilled, outputsLost, exitCode=1..255"));
            }
        }
        return new RetryOn(neverStarted, outcomeUnknown, exitCodes, oomKilled, outputsLost);
    }

    private static Optional<Integer> exitCode(String word) {
        if (!word.matches("exitCode[=:] *\\d{1,3}")) {
            return Optional.empty();
        }
        int code = Integer.parseInt(word.replaceAll("\\D", ""));
        return code >= 1 && code <= 255 ? Optional.of(code) : Optional.empty();
    }

    private Retention retention() {
        if (parameters.retention == null || parameters.retention.isBlank()) {
            return defaults.retention();
        }
        String word = parameters.retention.trim();
        int colon = word.indexOf(':');
        String kind = colon < 0 ? word : word.substring(0, colon);
        Optional<Retention> retention = Stream.of(Retention.values())
                .filter(r -> r.value().equals(kind))
                .findFirst();
        if (retention.isEmpty()) {
            problems.add("retention: \"" + word + "\" is none of "
                    + Stream.of(Retention.values()).map(Retention::value).collect(Collectors.joining(", ")));
        } else if (colon >= 0) {
            if (retention.get() == Retention.DELETE) {
                problems.add("retention: delete takes no time to live");
            } else {
                problems.addAll(ParameterField.duration("retention", word.substring(colon + 1)));
            }
        }
        return retention.orElse(defaults.retention());
    }
}
