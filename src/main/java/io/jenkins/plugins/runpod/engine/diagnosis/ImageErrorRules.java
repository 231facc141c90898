package io.jenkins.plugins.runpod.engine.diagnosis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Rules of users for pull errors: a regular expression and a class. They apply before the built-in rules. Their number
 * and size are limited, because the threads that search are shared by all tasks. Immutable, for any thread.
 */
public final class ImageErrorRules {
    private static final Logger LOGGER = Logger.getLogger(ImageErrorRules.class.getName());
    private static final Set<Verdict> ALLOWED =
            Set.of(Verdict.RATE_LIMITED, Verdict.TRANSIENT, Verdict.PERMANENT, Verdict.AMBIGUOUS);
    private static final ImageErrorRules NONE = new ImageErrorRules(List.of());

    /** The most rules of a task. */
    static final int MOST = 50;
    /** So many characters of a message are searched. The kubelet cuts the messages of its events to 1 KiB. */
    static final int SEARCHED = 4_096;

    private static final int SHOWN = 60;

    private record UserRule(LinearPattern pattern, Verdict verdict) {}

    private final List<UserRule> rules;

    private ImageErrorRules(List<UserRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** No rules. */
    public static ImageErrorRules none() {
        return NONE;
    }

    /**
     * Reads rules.
     *
     * @param rows from a regular expression of RE2 to the name of a class. The expression is searched for in the message
     *     and ignores case.
     * @throws IllegalArgumentException that names every invalid rule
     */
    public static ImageErrorRules parse(Map<String, String> rows) {
        if (rows.size() > MOST) {
            throw new IllegalArgumentException("imageErrorRules: " + rows.size() + " rules are more than " + MOST);
        }
        List<UserRule> rules = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        rows.forEach((regex, className) -> {
            Verdict verdict = verdict(className);
            if (verdict == null) {
                problems.add(shown(regex) + " maps to " + shown(className)
                        + ", which is none of RATE_LIMITED, TRANSIENT, PERMANENT, AMBIGUOUS");
            }
            if (regex == null || regex.isBlank()) {
                problems.add("an empty regular expression would match every message");
                return;
            }
            try {
                rules.add(new UserRule(LinearPattern.of(regex), verdict));
            } catch (IllegalArgumentException e) {
                problems.add(shown(regex) + " " + e.getMessage());
            }
        });
        ImageErrorRules read = rules.isEmpty() ? NONE : new ImageErrorRules(rules);
        if (problems.isEmpty() && read.size() > LinearPattern.LARGEST) {
            problems.add("all regular expressions together repeat too much");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("imageErrorRules: " + String.join("; ", problems));
        }
        return read;
    }

    /** Reads rules that were checked when their task began. A rule that this version does not accept is left out. */
    public static ImageErrorRules saved(Map<String, String> rows) {
        List<UserRule> rules = new ArrayList<>();
        int size = 0;
        for (Map.Entry<String, String> row : rows.entrySet()) {
            try {
                ImageErrorRules one = parse(Collections.singletonMap(row.getKey(), row.getValue()));
                size += one.size();
                if (rules.size() == MOST || size > LinearPattern.LARGEST) {
                    LOGGER.log(Level.WARNING, "Saved rules are left out, because they are too many");
                    break;
                }
                rules.addAll(one.rules);
            } catch (IllegalArgumentException e) {
                LOGGER.log(Level.WARNING, "A saved rule is left out", e);
            }
        }
        return rules.isEmpty() ? NONE : new ImageErrorRules(rules);
    }

    private static Verdict verdict(String name) {
        for (Verdict allowed : ALLOWED) {
            if (name != null && allowed.name().equals(name.trim().toUpperCase(Locale.ROOT))) {
                return allowed;
            }
        }
        return null;
    }

    private static String shown(String text) {
        String whole = String.valueOf(text);
        return "\"" + (whole.length() <= SHOWN ? whole : whole.substring(0, SHOWN) + "…") + "\"";
    }

    private int size() {
        return rules.stream().mapToInt(rule -> rule.pattern().size()).sum();
    }

    /** From regular expression to verdict, as {@link #parse} reads them. */
    public Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        rules.forEach(
                rule -> rows.putIfAbsent(rule.pattern().text(), rule.verdict().name()));
        return rows;
    }

    /** What the first rule says that matches the message. Its letters are unchanged, and its end may be cut off. */
    Optional<Rule> match(String message) {
        String start = message.length() <= SEARCHED ? message : message.substring(0, SEARCHED);
        return rules.stream()
                .filter(rule -> rule.pattern().find(start))
                .findFirst()
                .map(rule -> Rule.known(Cause.USER_RULE, rule.verdict()));
    }
}
