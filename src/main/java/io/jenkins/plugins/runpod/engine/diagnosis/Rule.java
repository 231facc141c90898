package io.jenkins.plugins.runpod.engine.diagnosis;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One row of a table: a text that a message may contain, and what it means.
 *
 * @param pattern found in the lower-case message; the empty pattern matches every message
 */
record Rule(Cause cause, Verdict verdict, Pattern pattern) {
    /** Longer messages are cut before they are searched: some patterns need the square of the time. */
    private static final int SEARCHED = 8_000;

    private static final Pattern EVERYTHING = Pattern.compile("");

    static Rule of(Cause cause, Verdict verdict, String regex) {
        return new Rule(cause, verdict, Pattern.compile(regex));
    }

    /** What was found in another way than by a pattern. */
    static Rule known(Cause cause, Verdict verdict) {
        return new Rule(cause, verdict, EVERYTHING);
    }

    boolean matches(String text) {
        return pattern.matcher(text)
                .region(0, Math.min(text.length(), SEARCHED))
                .find();
    }

    /** The first row that matches, or the given one. */
    static Rule first(List<Rule> rules, String text, Rule otherwise) {
        for (Rule rule : rules) {
            if (rule.matches(text)) {
                return rule;
            }
        }
        return otherwise;
    }
}
