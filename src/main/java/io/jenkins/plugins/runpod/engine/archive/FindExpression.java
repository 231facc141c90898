package io.jenkins.plugins.runpod.engine.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An Ant pattern as tests of {@code find}, with only what POSIX, GNU, busybox and toybox share. They are for names that begin with
 * {@code ./}. They hold for all that Ant matches, and for a few more. {@link AntPatterns} has the last word.
 *
 * <ul>
 *   <li>A {@code *} of {@code -path} also stands for slashes. So a pattern without {@code **} excludes what is deeper than itself.
 *   <li>A {@code ?} stands for one byte in some locales, and for one character in others. So it becomes {@code ?*}.
 *   <li>A {@code **} stands for no name, or for any. So each pattern becomes several paths.
 * </ul>
 */
public final class FindExpression {
    private static final int MOST_DEEP = 3;

    private final List<String> names;

    private FindExpression(String pattern) {
        this.names = withoutRepeated(List.of(pattern.split("/")));
    }

    /** The tests for one of {@link AntPatterns#texts}. */
    public static List<String> of(String pattern) {
        return new FindExpression(pattern).arguments();
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

    private List<String> arguments() {
        var all = new ArrayList<String>();
        anyOf(all, paths());
        if (!names.contains("**")) {
            all.addAll(List.of("!", "-path", "." + "/*".repeat(names.size() + 1)));
        }
        return all;
    }

    private static void anyOf(List<String> all, List<String> paths) {
        all.add("(");
        for (int i = 0; i < paths.size(); i++) {
            if (i > 0) {
                all.add("-o");
            }
            all.add("-path");
            all.add(paths.get(i));
        }
        all.add(")");
    }

    /** The paths that may match: with and without a name for each {@code **}. Too many of those become a star. */
    private List<String> paths() {
        boolean few = names.stream().filter("**"::equals).count() <= MOST_DEEP;
        Stream<String> paths = Stream.of(".");
        for (String name : names) {
            if (!name.equals("**")) {
                paths = paths.map(path -> path + "/" + glob(name));
            } else if (few) {
                paths = paths.flatMap(path -> Stream.of(path, path + "/*"));
            } else {
                paths = paths.map(path -> path + "*");
            }
        }
        return paths.toList();
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
                    .append(c == '[' || c == ']' || c == '\\' ? "\\" : "")
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
