package io.jenkins.plugins.runpod.engine.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Rows that users add to the table of pull errors: regular expression to class. They come before the built-in ones. */
public final class ImageErrorRules {
    private static final Set<PodClass> ALLOWED =
            Set.of(PodClass.RATE_LIMITED, PodClass.TRANSIENT, PodClass.PERMANENT, PodClass.AMBIGUOUS);
    private static final ImageErrorRules NONE = new ImageErrorRules(List.of());

    private final List<Rule> rules;

    private ImageErrorRules(List<Rule> rules) {
        this.rules = rules;
    }

    /** No row. */
    public static ImageErrorRules none() {
        return NONE;
    }

    /**
     * Reads rows.
     *
     * @param rows regular expression, searched for in the message without regard to case, to the name of a class
     * @throws IllegalArgumentException naming every bad row
     */
    public static ImageErrorRules parse(Map<String, String> rows) {
        List<Rule> rules = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        rows.forEach((regex, className) -> {
            try {
                PodClass podClass = PodClass.valueOf(className.trim().toUpperCase(Locale.ROOT));
                if (!ALLOWED.contains(podClass)) {
                    throw new IllegalArgumentException(className);
                }
                rules.add(new Rule("UserRule", podClass, Pattern.compile(regex, Pattern.CASE_INSENSITIVE), ""));
            } catch (PatternSyntaxException e) {
                problems.add("imageErrorRules: \"" + regex + "\" is not a regular expression: " + e.getDescription());
            } catch (IllegalArgumentException e) {
                problems.add("imageErrorRules: \"" + regex + "\" maps to \"" + className
                        + "\", which is none of RATE_LIMITED, TRANSIENT, PERMANENT, AMBIGUOUS");
            }
        });
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return rules.isEmpty() ? NONE : new ImageErrorRules(List.copyOf(rules));
    }

    /** The first row that matches, or null. */
    Rule match(String message) {
        for (Rule rule : rules) {
            if (rule.pattern().matcher(message).find()) {
                return rule;
            }
        }
        return null;
    }
}
