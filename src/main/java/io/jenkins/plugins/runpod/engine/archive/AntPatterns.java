package io.jenkins.plugins.runpod.engine.archive;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.tools.ant.DirectoryScanner;
import org.apache.tools.ant.types.selectors.TokenizedPath;
import org.apache.tools.ant.types.selectors.TokenizedPattern;

/**
 * Patterns as Jenkins users write them: {@code target/*.jar, reports/**}. Commas separate them, and Ant matches them, case
 * included. A backslash is a slash, as in Ant. A slash at the end means everything below. Immutable.
 */
public final class AntPatterns {
    private static final int MOST = 100;
    private static final int LONGEST = 500;
    private static final int MOST_NAMES = 50;

    /** The patterns of no name. */
    public static final AntPatterns NONE = new AntPatterns(List.of());

    private final List<String> texts;
    private final List<TokenizedPattern> patterns;

    private AntPatterns(List<String> texts) {
        this.texts = List.copyOf(texts);
        this.patterns =
                texts.stream().map(text -> new TokenizedPattern(local(text))).toList();
    }

    /**
     * Reads patterns. An empty text has none.
     *
     * @throws IllegalArgumentException with one sentence that names the pattern, for one that no name below a folder can match
     */
    public static AntPatterns parse(String text) {
        var texts = new ArrayList<String>();
        for (String part : text.split(",")) {
            String pattern = part.strip();
            if (!pattern.isEmpty()) {
                texts.add(normalized(pattern));
            }
        }
        if (texts.size() > MOST) {
            throw new IllegalArgumentException(
                    "There are " + texts.size() + " patterns, and at most " + MOST + " are possible.");
        }
        return new AntPatterns(texts);
    }

    /** What Ant leaves out by default: the data of version control systems, and the left-overs of editors. */
    public static AntPatterns defaultExcludes() {
        return new AntPatterns(Stream.of(DirectoryScanner.getDefaultExcludes())
                .map(text -> text.replace('\\', '/'))
                .toList());
    }

    private static String normalized(String pattern) {
        String text = pattern.replace('\\', '/');
        if (text.length() > LONGEST) {
            throw refused(pattern, "is longer than " + LONGEST + " characters");
        }
        if (text.startsWith("/") || text.matches("[A-Za-z]:/.*")) {
            throw refused(pattern, "is absolute. Patterns are relative to the working directory");
        }
        if (text.codePoints().anyMatch(AntPatterns::isNoCharacter)) {
            throw refused(pattern, "has a control character");
        }
        var names = new ArrayList<String>();
        for (String name : text.split("/")) {
            if (name.equals("..")) {
                throw refused(pattern, "climbs with '..', and no file outside of the working directory is taken");
            }
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        if (names.size() >= MOST_NAMES) {
            throw refused(pattern, "has more than " + MOST_NAMES + " names");
        }
        if (text.endsWith("/") || names.isEmpty()) {
            names.add("**");
        }
        return String.join("/", names);
    }

    private static boolean isNoCharacter(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
    }

    private static IllegalArgumentException refused(String pattern, String reason) {
        return new IllegalArgumentException("The pattern " + ShownName.of(pattern) + " " + reason + ".");
    }

    private static String local(String path) {
        return path.replace('/', File.separatorChar);
    }

    /** The patterns, with slashes. */
    public List<String> texts() {
        return texts;
    }

    /** Whether Ant would take a file with this path, which has slashes and is relative. */
    public boolean matches(String path) {
        var tokens = new TokenizedPath(local(path));
        return patterns.stream().anyMatch(pattern -> pattern.matchPath(tokens, true));
    }

    /** Whether a path below this folder may match. */
    boolean mayMatchBelow(String folder) {
        var tokens = new TokenizedPath(local(folder));
        return patterns.stream().anyMatch(pattern -> pattern.matchStartOf(tokens, true));
    }

    /** Whether each path below this folder matches. */
    boolean matchesAllBelow(String folder) {
        var tokens = new TokenizedPath(local(folder));
        return patterns.stream()
                .filter(pattern -> pattern.endsWith("**"))
                .anyMatch(pattern ->
                        pattern.depth() == 1 || pattern.withoutLastToken().matchPath(tokens, true));
    }
}
