package io.jenkins.plugins.runpod.engine.spec;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which variables of the caller the result container gets: all, none, or those that one of several patterns matches. In a pattern,
 * {@code *} stands for any text. Variables that the task sets itself are not among them. Immutable.
 */
public final class PassedVariables {
    private static final PassedVariables ALL = new PassedVariables(Optional.empty(), Set.of());
    private static final Pattern FORM = Pattern.compile("[A-Za-z_.*-][A-Za-z0-9_.*-]*");

    private final Optional<List<String[]>> patterns;
    private final Set<String> own;

    private PassedVariables(Optional<List<String[]>> patterns, Set<String> own) {
        this.patterns = patterns;
        this.own = own;
    }

    /** All variables. */
    public static PassedVariables all() {
        return ALL;
    }

    /** Those that a pattern matches. Without a pattern, none. */
    public static PassedVariables matching(List<String> patterns) {
        return new PassedVariables(
                Optional.of(patterns.stream()
                        .map(pattern -> pattern.split("\\*", -1))
                        .toList()),
                Set.of());
    }

    /** Without the variables that the task sets itself. */
    public PassedVariables without(Set<String> names) {
        return new PassedVariables(patterns, Set.copyOf(names));
    }

    /** Whether the container gets the variable. Upper and lower case differ. */
    public boolean includes(String name) {
        return !own.contains(name)
                && patterns.map(some -> some.stream().anyMatch(texts -> matches(texts, name)))
                        .orElse(true);
    }

    /** Takes the first place for each text between two stars, so its time is linear in that of the name. */
    private static boolean matches(String[] texts, String name) {
        int last = texts.length - 1;
        if (last == 0) {
            return name.equals(texts[0]);
        }
        int at = texts[0].length();
        int end = name.length() - texts[last].length();
        if (end < at || !name.startsWith(texts[0]) || !name.endsWith(texts[last])) {
            return false;
        }
        for (int i = 1; i < last && at >= 0; i++) {
            int found = name.indexOf(texts[i], at);
            at = found < 0 ? -1 : found + texts[i].length();
        }
        return at >= 0 && at <= end;
    }

    /** What is wrong with patterns, each beginning with the name of their parameter and a colon. */
    static List<String> problems(String parameter, List<?> patterns) {
        return patterns.stream()
                .map(String::valueOf)
                .filter(pattern -> !FORM.matcher(pattern).matches())
                .map(pattern -> parameter + ": \"" + pattern
                        + "\" is neither the name of a variable nor a pattern such as BUILD_*, nor true or false")
                .toList();
    }
}
