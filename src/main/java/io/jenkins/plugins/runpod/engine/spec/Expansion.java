package io.jenkins.plugins.runpod.engine.spec;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the variables of a freestyle build are replaced in a parameter. A value that is put in may come from a user
 * with fewer rights than the author of the job. So a parameter is expanded only if each of its texts is one value that
 * run-pod or Kubernetes checks afterwards. Code, structure and names that give rights stay as written. Pure.
 */
public enum Expansion {
    /** The text stays as written. */
    NONE,
    /** {@code $NAME} and {@code ${NAME}} are replaced, and {@code $$} becomes {@code $}. Unknown names stay. */
    VALUE,
    /**
     * Same, for the value of a variable. Kubernetes replaces {@code $(NAME)} in it and turns {@code $$} into {@code $},
     * so each dollar of a value that is put in is doubled.
     */
    VARIABLE;

    /** The names that Jenkins itself replaces. */
    private static final Pattern NAME = Pattern.compile("\\$(?:([A-Za-z0-9_]+)|\\{([A-Za-z0-9_.]+)}|\\$)");

    /** The text with its variables replaced. Values are not expanded again. */
    String apply(String text, Map<String, String> variables) {
        return this == NONE || text == null
                ? text
                : NAME.matcher(text).replaceAll(found -> Matcher.quoteReplacement(replacement(found, variables)));
    }

    private String replacement(MatchResult found, Map<String, String> variables) {
        String name = found.group(1) == null ? found.group(2) : found.group(1);
        if (name == null) {
            return this == VARIABLE ? "$$" : "$";
        }
        String value = variables.get(name);
        if (value == null) {
            return found.group();
        }
        return this == VARIABLE ? value.replace("$", "$$") : value;
    }
}
