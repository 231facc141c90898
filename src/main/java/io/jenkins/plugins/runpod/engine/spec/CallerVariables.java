package io.jenkins.plugins.runpod.engine.spec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The variables of the caller of a task, such as the parameters of a build, which the result container gets as
 * environment variables. Variables of the task itself win over them. Immutable.
 *
 * @param plain from name to value, for the pod's specification
 * @param secret from name to value, for the pod's Secret. Do not save these values, and do not show them
 * @param hidden the texts that must be masked everywhere
 * @param leftOut sentences about variables that the container does not get, for the log
 * @param problems why the task cannot start
 */
public record CallerVariables(
        Map<String, String> plain,
        Map<String, String> secret,
        List<String> hidden,
        List<String> leftOut,
        List<String> problems) {

    /**
     * The most bytes of one variable. Linux starts no program with a longer one.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/execve.2.html">MAX_ARG_STRLEN in execve(2)</a>
     */
    static final int LONGEST = 128 * 1024 - 1;
    /** The most bytes of all variables together. A pod of 1.5 MiB is too large for Kubernetes. */
    static final int LARGEST = 256 * 1024;
    /** Shorter secrets are found by accident. */
    private static final int SHORTEST_SECRET = 4;

    private static final int LONGEST_NAME = 253;
    /** More variables than these that are left out are counted only. */
    private static final int MOST_LEFT_OUT = 20;

    private static final Pattern NAME = Pattern.compile("(?!\\.(\\.|$))[A-Za-z_.-][A-Za-z0-9_.-]*");

    public CallerVariables {
        plain = Collections.unmodifiableMap(new LinkedHashMap<>(plain));
        secret = Collections.unmodifiableMap(new LinkedHashMap<>(secret));
        hidden = List.copyOf(hidden);
        leftOut = List.copyOf(leftOut);
        problems = List.copyOf(problems);
    }

    /** No variables. */
    public static CallerVariables none() {
        return new CallerVariables(Map.of(), Map.of(), List.of(), List.of(), List.of());
    }

    /**
     * Sorts variables into plain and secret ones. A variable that contains a secret text is secret, too.
     *
     * @param given from name to value
     * @param sensitive names of variables with secret values. The set decides whether the case of letters counts
     * @param secrets further secret texts, such as values that sensitive variables had before others replaced them
     * @param parameters names of the variables that the user has given. If one of them does not fit, the task cannot
     *     start. Others are left out
     * @param passed which of them the container gets. Nothing is said about the others
     */
    public static CallerVariables of(
            Map<String, String> given,
            Set<String> sensitive,
            Collection<String> secrets,
            Set<String> parameters,
            PassedVariables passed) {
        Stream<String> values = given.entrySet().stream()
                .filter(variable -> sensitive.contains(variable.getKey()))
                .map(Map.Entry::getValue);
        List<String> hidden = Stream.concat(values, secrets.stream())
                .filter(value -> !value.isBlank())
                .distinct()
                .toList();
        Sorting sorting = new Sorting(sensitive, hidden, parameters);
        Map<String, String> ordered = new TreeMap<>(given);
        ordered.keySet().removeIf(name -> !passed.includes(name));
        ordered.forEach((name, value) -> {
            if (parameters.contains(name)) {
                sorting.add(name, value);
            }
        });
        ordered.forEach((name, value) -> {
            if (!parameters.contains(name)) {
                sorting.add(name, value);
            }
        });
        return new CallerVariables(sorting.plain, sorting.secret, hidden, sorting.leftOut(), sorting.problems);
    }

    /** Shows only the names. */
    @Override
    public String toString() {
        return "variables " + plain.keySet() + ", secret ones " + secret.keySet();
    }

    /** Collects the variables that fit. */
    private static final class Sorting {
        private final Set<String> sensitive;
        private final Collection<String> hidden;
        private final Set<String> parameters;
        private final Map<String, String> plain = new LinkedHashMap<>();
        private final Map<String, String> secret = new LinkedHashMap<>();
        private final List<String> leftOut = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private int room = LARGEST;

        Sorting(Set<String> sensitive, Collection<String> hidden, Set<String> parameters) {
            this.sensitive = sensitive;
            this.hidden = hidden;
            this.parameters = parameters;
        }

        void add(String name, String value) {
            if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
                if (parameters.contains(name)) {
                    leftOut.add("The container does not get the build parameter \"" + name
                            + "\", because that is not a valid name of an environment variable");
                }
                return;
            }
            int bytes = bytes(name) + 1 + bytes(value);
            if (value.indexOf('\0') >= 0) {
                refuse(name, "it contains a NUL character");
            } else if (bytes > LONGEST) {
                refuse(name, "it has " + bytes + " bytes. The limit is " + LONGEST);
            } else if (bytes + escaped(value) > room) {
                refuse(name, "all variables together have more than " + LARGEST + " bytes");
            } else {
                room -= bytes + escaped(value);
                (isSecret(name, value) ? secret : plain).put(name, value);
            }
        }

        List<String> leftOut() {
            int others = leftOut.size() - MOST_LEFT_OUT;
            if (others <= 0) {
                return leftOut;
            }
            List<String> first = new ArrayList<>(leftOut.subList(0, MOST_LEFT_OUT));
            first.add("The container does not get " + others + " more variables");
            return first;
        }

        private void refuse(String name, String why) {
            if (parameters.contains(name)) {
                problems.add("build parameter " + name + ": cannot be an environment variable: " + why
                        + ". passEnv can exclude it");
            } else {
                leftOut.add("The container does not get the variable " + name + ": " + why);
            }
        }

        private boolean isSecret(String name, String value) {
            return sensitive.contains(name)
                    || hidden.stream().anyMatch(text -> text.length() >= SHORTEST_SECRET && value.contains(text));
        }

        private static int bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }

        /** What JSON adds. It writes a control character in up to six bytes. */
        private static int escaped(String text) {
            return 5
                    * (int) text.chars()
                            .filter(letter -> letter < ' ' || letter == '"' || letter == '\\')
                            .count();
        }
    }
}
