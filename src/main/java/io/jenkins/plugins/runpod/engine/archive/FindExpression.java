package io.jenkins.plugins.runpod.engine.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An Ant pattern as tests of {@code find}, with only what POSIX, GNU, busybox and toybox share. They are for names that begin with
 * {@code ./}. {@link AntPatterns} has the last word. What is included holds for all that Ant matches, and for a few more. What is
 * excluded holds for nothing else than Ant matches, and perhaps for less.
 *
 * <ul>
 *   <li>A {@code *} of {@code -path} also stands for slashes. So an included pattern without {@code **} leaves out what is deeper than
 *       itself. An excluded one leaves out what also matches with {@code *}{@code /*} instead.
 *   <li>A {@code ?} stands for one byte in some locales, and for one character in others. So it becomes {@code ?*}, and excludes nothing.
 *   <li>A {@code **} stands for no name, or for any. So each pattern becomes several paths.
 *   <li>What is excluded with {@code /**} at its end is a folder that need not be opened.
 * </ul>
 */
public final class FindExpression {
    private static final int MOST_DEEP = 3;
    private static final String BELOW = "/**";
    /** A star of a name that must not stand for a slash. No pattern has this character. */
    private static final char BOUND = '\n';

    /** What is no literal in a pattern. busybox takes a word that is a parenthesis for one of its own, also behind {@code -name}. */
    private static final String ESCAPED = "[]\\()";

    private final List<String> names;

    private FindExpression(String pattern) {
        this.names = withoutRepeated(List.of(pattern.split("/")));
    }

    /**
     * The tests for each selection, in an order that {@code find} keeps. The first ones also keep it out of folders in which nothing is
     * selected at all. Such a folder may be unreadable.
     */
    public static List<List<String>> of(List<FileSelection> selections) {
        List<List<String>> all =
                new ArrayList<>(selections.stream().map(FindExpression::of).toList());
        List<String> unselected = unselected(selections);
        if (!unselected.isEmpty()) {
            List<String> first = new ArrayList<>(List.of("!", "(", "-type", "d"));
            first.addAll(unselected);
            first.addAll(List.of("-prune", ")"));
            first.addAll(all.get(0));
            all.set(0, first);
        }
        return all;
    }

    /** The tests for folders that each selection excludes with all that is below. Empty if there are none. */
    private static List<String> unselected(List<FileSelection> selections) {
        var all = new ArrayList<String>();
        for (FileSelection selection : selections) {
            List<List<String>> folders = selection.excludes().texts().stream()
                    .filter(pattern -> pattern.endsWith(BELOW))
                    .map(pattern -> excluding(pattern.substring(0, pattern.length() - BELOW.length())))
                    .flatMap(Optional::stream)
                    .toList();
            if (folders.isEmpty()) {
                return List.of();
            }
            all.addAll(anyOf(folders));
        }
        return all;
    }

    /** The tests for all that the selection selects, and perhaps for more. An empty list matches all. */
    public static List<String> of(FileSelection selection) {
        List<String> all = new ArrayList<>(anyOf(
                selection.includes().texts().stream().map(FindExpression::of).toList()));
        List<List<String>> excluded = selection.excludes().texts().stream()
                .map(FindExpression::excluding)
                .flatMap(Optional::stream)
                .toList();
        if (!excluded.isEmpty()) {
            all.add("!");
            all.addAll(anyOf(excluded));
        }
        return all;
    }

    /** The tests for one of {@link AntPatterns#texts} that is included. */
    static List<String> of(String pattern) {
        return new FindExpression(pattern).included();
    }

    /** The tests for one that is excluded, if {@code find} can tell what Ant matches. */
    static Optional<List<String>> excluding(String pattern) {
        FindExpression expression = new FindExpression(pattern);
        return pattern.indexOf('?') >= 0 || expression.isTooDeep()
                ? Optional.empty()
                : Optional.of(expression.excluded());
    }

    private static List<String> withoutRepeated(List<String> all) {
        var names = new ArrayList<String>();
        for (String name : all) {
            if (!name.equals("**")
                    || names.isEmpty()
                    || !names.get(names.size() - 1).equals("**")) {
                names.add(name);
            }
        }
        return names;
    }

    private static List<String> anyOf(List<List<String>> alternatives) {
        var all = new ArrayList<String>();
        for (List<String> tests : alternatives) {
            all.add(all.isEmpty() ? "(" : "-o");
            all.addAll(tests);
        }
        if (!all.isEmpty()) {
            all.add(")");
        }
        return all;
    }

    private List<String> included() {
        List<String> globs = names.stream().map(FindExpression::glob).toList();
        var all = new ArrayList<>(
                anyOf(paths(globs).stream().map(path -> List.of("-path", path)).toList()));
        if (!names.contains("**")) {
            all.addAll(List.of("!", "-path", "." + "/*".repeat(names.size() + 1)));
        }
        return all;
    }

    private List<String> excluded() {
        List<String> globs =
                IntStream.range(0, names.size()).mapToObj(this::bound).toList();
        var all = new ArrayList<>(
                anyOf(paths(globs).stream().map(FindExpression::exactly).toList()));
        int last = names.size() - 1;
        if (isLastOfAnyDepth(last)) {
            all.addAll(List.of("-name", glob(names.get(last))));
        }
        return all;
    }

    /** The tests for a path in which no bound star stands for a slash. */
    private static List<String> exactly(String path) {
        var all = new ArrayList<>(List.of("-path", path.replace(BOUND, '*')));
        for (int star = path.indexOf(BOUND); star >= 0; star = path.indexOf(BOUND, star + 1)) {
            String longer = path.substring(0, star) + "*/*" + path.substring(star + 1);
            all.addAll(List.of("!", "-path", longer.replace(BOUND, '*')));
        }
        return all;
    }

    /** The paths that may match: with and without a name for each {@code **}. Too many of those become a star. */
    private List<String> paths(List<String> globs) {
        Stream<String> paths = Stream.of(".");
        for (int i = 0; i < globs.size(); i++) {
            String glob = globs.get(i);
            if (!isDeep(i)) {
                paths = paths.map(path -> path + "/" + glob);
            } else if (isTooDeep()) {
                paths = paths.map(path -> path + "*");
            } else {
                paths = paths.flatMap(path -> Stream.of(path, path + "/*"));
            }
        }
        return paths.toList();
    }

    private boolean isTooDeep() {
        return names.stream().filter("**"::equals).count() > MOST_DEEP;
    }

    private boolean isDeep(int number) {
        return number >= 0 && number < names.size() && names.get(number).equals("**");
    }

    /** Whether this is the name of a file, in any folder. {@code -name} tests that. */
    private boolean isLastOfAnyDepth(int number) {
        return number == names.size() - 1 && isDeep(number - 1) && !isDeep(number);
    }

    /** One name as find's own pattern. A star beside {@code **} may stand for slashes. */
    private String bound(int number) {
        String glob = glob(names.get(number));
        if (isLastOfAnyDepth(number)) {
            return glob;
        }
        String bound = glob.replace('*', BOUND);
        if (isDeep(number - 1) && glob.startsWith("*")) {
            bound = "*" + bound.substring(1);
        }
        if (isDeep(number + 1) && glob.endsWith("*")) {
            bound = bound.substring(0, bound.length() - 1) + "*";
        }
        return bound;
    }

    /** One name as find's own pattern. A run of wildcards with a question mark stands for one character at least. */
    private static String glob(String name) {
        var glob = new StringBuilder();
        boolean some = false;
        boolean one = false;
        for (char c : name.toCharArray()) {
            if (c == '*' || c == '?') {
                some = true;
                one |= c == '?';
                continue;
            }
            glob.append(wildcards(some, one))
                    .append(ESCAPED.indexOf(c) >= 0 ? "\\" : "")
                    .append(c);
            some = false;
            one = false;
        }
        return glob.append(wildcards(some, one)).toString();
    }

    private static String wildcards(boolean some, boolean one) {
        return one ? "?*" : some ? "*" : "";
    }
}
