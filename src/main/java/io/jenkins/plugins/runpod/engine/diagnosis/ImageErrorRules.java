package io.jenkins.plugins.runpod.engine.diagnosis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Rules of users for pull errors: a regular expression and a class. They apply before the built-in rules. Immutable,
 * for any thread.
 */
public final class ImageErrorRules {
    private static final Logger LOGGER = Logger.getLogger(ImageErrorRules.class.getName());
    private static final Set<Verdict> ALLOWED =
            Set.of(Verdict.RATE_LIMITED, Verdict.TRANSIENT, Verdict.PERMANENT, Verdict.AMBIGUOUS);
    private static final ImageErrorRules NONE = new ImageErrorRules(List.of());

    private final List<Rule> rules;

    private ImageErrorRules(List<Rule> rules) {
        this.rules = rules;
    }

    /** No rules. */
    public static ImageErrorRules none() {
        return NONE;
    }

    /**
     * Reads rules.
     *
     * @param rows from a regular expression to the name of a class. The expression is searched for in the message and
     *     ignores case.
     * @throws IllegalArgumentException that names every invalid rule
     */
    public static ImageErrorRules parse(Map<String, String> rows) {
        List<Rule> rules = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        rows.forEach((regex, className) -> {
            Verdict verdict = verdict(className);
            if (verdict == null) {
                problems.add("imageErrorRules: \"" + regex + "\" maps to \"" + className
                        + "\", which is none of RATE_LIMITED, TRANSIENT, PERMANENT, AMBIGUOUS");
            }
            if (regex == null || regex.isBlank()) {
                problems.add("imageErrorRules: an empty regular expression would match every message");
                return;
            }
            try {
                rules.add(new Rule(Cause.USER_RULE, verdict, Pattern.compile(regex, Pattern.CASE_INSENSITIVE)));
            } catch (PatternSyntaxException e) {
                problems.add("imageErrorRules: \"" + regex + "\" is not a regular expression: " + e.getDescription());
            }
        });
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return rules.isEmpty() ? NONE : new ImageErrorRules(List.copyOf(rules));
    }

    /** Reads rules that were checked when their task began. A rule that this version does not accept is left out. */
    public static ImageErrorRules saved(Map<String, String> rows) {
        ImageErrorRules all = NONE;
        for (Map.Entry<String, String> row : rows.entrySet()) {
            try {
                all = all.before(parse(Map.of(row.getKey(), row.getValue())));
            } catch (IllegalArgumentException e) {
                LOGGER.log(Level.WARNING, "A saved rule is left out", e);
            }
        }
        return all;
    }

    private static Verdict verdict(String name) {
        for (Verdict allowed : ALLOWED) {
            if (name != null && allowed.name().equals(name.trim().toUpperCase(Locale.ROOT))) {
                return allowed;
            }
        }
        return null;
    }

    /** These rules, then the other rules. The rules of a step apply before those of its controller. */
    public ImageErrorRules before(ImageErrorRules others) {
        if (rules.isEmpty() || others.rules.isEmpty()) {
            return rules.isEmpty() ? others : this;
        }
        List<Rule> all = new ArrayList<>(rules);
        all.addAll(others.rules);
        return new ImageErrorRules(List.copyOf(all));
    }

    /** From regular expression to verdict, as {@link #parse} reads them. */
    public Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        rules.forEach(rule ->
                rows.putIfAbsent(rule.pattern().pattern(), rule.verdict().name()));
        return rows;
    }

    /** The first rule that matches the unchanged message. */
    Optional<Rule> match(String message) {
        for (Rule rule : rules) {
            try {
                if (rule.matches(message)) {
                    return Optional.of(rule);
                }
            } catch (StackOverflowError e) {
                // The expression is too greedy for this message. The other rules still count.
                continue;
            }
        }
        return Optional.empty();
    }
}
