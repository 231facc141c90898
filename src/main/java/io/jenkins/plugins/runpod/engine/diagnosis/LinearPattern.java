package io.jenkins.plugins.runpod.engine.diagnosis;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression of a user. RE2/J searches in a time that grows with the length of the text only, and not with the
 * number of ways to match it. It ignores case. Immutable, for any thread.
 *
 * @param size the number of instructions that RE2/J may have to try for each character
 * @see <a href="https://github.com/google/re2/wiki/Syntax">the syntax of RE2</a>
 */
record LinearPattern(Pattern pattern, int size) {
    /** The most characters of an expression. */
    static final int LONGEST = 250;
    /** The most instructions of an expression, and of all expressions of a task. */
    static final int LARGEST = 2_000;

    private static final String PREFIX = "error parsing regexp: ";

    /**
     * Reads an expression. Only ASCII is allowed: RE2/J 1.8 never returns from ignoring the case of some other
     * characters, U+1C80 for example.
     *
     * @throws IllegalArgumentException that says what is wrong, as the end of a sentence that begins with the expression
     */
    static LinearPattern of(String expression) {
        if (expression.length() > LONGEST) {
            throw new IllegalArgumentException("is longer than " + LONGEST + " characters");
        }
        if (!expression.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("has characters other than printable ASCII");
        }
        if (expression.contains("\\x{")) {
            throw new IllegalArgumentException("uses \\x{...}, which is not supported");
        }
        if (ProgramSize.most(expression) > LARGEST) {
            throw new IllegalArgumentException("repeats too much");
        }
        try {
            Pattern pattern = Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
            return new LinearPattern(pattern, pattern.programSize());
        } catch (PatternSyntaxException e) {
            String why = e.getMessage().startsWith(PREFIX) ? e.getMessage().substring(PREFIX.length()) : e.getMessage();
            throw new IllegalArgumentException("is not a regular expression of RE2 (" + why + ")", e);
        }
    }

    /** Whether it is found anywhere in the text. */
    boolean find(String text) {
        return pattern.matcher(text).find();
    }

    /** The expression as the user wrote it. */
    String text() {
        return pattern.pattern();
    }
}
