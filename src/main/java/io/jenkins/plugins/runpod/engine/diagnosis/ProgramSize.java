package io.jenkins.plugins.runpod.engine.diagnosis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a program RE2/J would make of an expression, at most. RE2/J writes counted repetitions out, so that {@code
 * ((a{1000}){1000}){1000}} needs more memory than there is. This counts without making the program. It reads an
 * expression as the parser of RE2/J does. What it cannot read, that parser refuses too. For one expression and thread.
 *
 * @see <a href="https://github.com/google/re2j/blob/re2j-1.8/java/com/google/re2j/Parser.java">RE2/J's parser</a>
 */
final class ProgramSize {
    /** Any size beyond it is this size. */
    private static final long MOST = Integer.MAX_VALUE;
    /** The end, and the failure that every program has. */
    private static final long BASE = 2;
    /** Where a group begins and ends. */
    private static final long CAPTURE = 2;
    /** Over what may be empty it is an optional plus. */
    private static final long STAR = 2;

    private static final Pattern REPETITION = Pattern.compile("\\{(0|[1-9]\\d{0,7})(?:(,)(0|[1-9]\\d{0,7})?)?}");

    /** An open group. */
    private static final class Group {
        private final long own;
        private long before;
        private long last;

        /** @param own what it needs beside its content */
        Group(long own) {
            this.own = own;
        }

        void add(long size) {
            before = Math.min(MOST, before + last);
            last = size;
        }

        long size() {
            return Math.min(MOST, own + Math.max(1, before + last));
        }
    }

    private final String text;
    private final Deque<Group> groups = new ArrayDeque<>();
    private int at;

    private ProgramSize(String text) {
        this.text = text;
    }

    /** The most instructions of the program, or {@link Integer#MAX_VALUE} if they are more than that. */
    static int most(String expression) {
        return (int) new ProgramSize(expression).count();
    }

    private long count() {
        groups.push(new Group(BASE));
        while (at < text.length()) {
            Group group = groups.peek();
            char c = text.charAt(at);
            switch (c) {
                case '\\' -> escape(group);
                case '[' -> set(group);
                case '(' -> open();
                case ')' -> {
                    at++;
                    if (groups.size() == 1) {
                        return BASE; // no open group: RE2/J refuses it before it makes a program
                    }
                    groups.pop();
                    groups.peek().add(group.size());
                }
                case '|' -> one(group, 2);
                case '*', '+', '?' -> {
                    at++;
                    group.last = Math.min(MOST, group.last + (c == '*' ? STAR : 1));
                }
                case '{' -> repetition(group);
                default -> one(group, 1);
            }
        }
        return groups.peek().size();
    }

    private void one(Group group, long size) {
        at++;
        group.add(size);
    }

    private void repetition(Group group) {
        Matcher found = REPETITION.matcher(text).region(at, text.length());
        if (!found.lookingAt()) {
            one(group, 1);
            return;
        }
        at = found.end();
        long least = Long.parseLong(found.group(1));
        long most = found.group(3) == null ? least : Long.parseLong(found.group(3));
        // Each copy beyond the least number is optional. Such a copy is one more instruction.
        long more = Math.max(0, most - least) + (found.group(2) == null ? 0 : STAR);
        group.last = Math.min(MOST, group.last * Math.max(1, Math.max(least, most)) + more);
    }

    private void open() {
        at++;
        if (!text.startsWith("?", at)) {
            groups.push(new Group(CAPTURE));
            return;
        }
        boolean named = text.startsWith("?P<", at) || text.startsWith("?<", at);
        while (at < text.length() && !isEndOfHead(text.charAt(at), named)) {
            at++;
        }
        // Flags alone are no operand: a repetition after them is one of what stands before them.
        if (at < text.length() && text.charAt(at) != ')') {
            groups.push(new Group(named ? CAPTURE : 0));
        }
        at++;
    }

    private static boolean isEndOfHead(char c, boolean named) {
        return named ? c == '>' : c == ':' || c == ')';
    }

    private void escape(Group group) {
        if (text.startsWith("\\Q", at)) {
            int end = text.indexOf("\\E", at + 2);
            for (int i = at + 2; i < (end < 0 ? text.length() : end); i++) {
                group.add(1);
            }
            at = end < 0 ? text.length() : end + 2;
            return;
        }
        skipEscape();
        group.add(1);
    }

    private void skipEscape() {
        char c = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        boolean braces = text.startsWith("{", at + 2) && (c == 'p' || c == 'P' || c == 'x');
        int end = braces ? text.indexOf('}', at) : -1;
        at = end >= 0 ? end + 1 : at + (c == 'p' || c == 'P' ? 3 : 2);
    }

    /** A set of characters in brackets, which is one instruction. */
    private void set(Group group) {
        at++;
        skip("^");
        for (boolean first = true; at < text.length() && (first || text.charAt(at) != ']'); first = false) {
            int name = text.startsWith("[:", at) ? text.indexOf(":]", at) : -1;
            if (name >= 0) {
                at = name + 2;
            } else if (isClass()) {
                skipEscape();
            } else {
                character();
                if (text.startsWith("-", at) && !text.startsWith("-]", at)) {
                    at++;
                    character();
                }
            }
        }
        one(group, 1);
    }

    private boolean isClass() {
        return text.charAt(at) == '\\' && at + 1 < text.length() && "dDsSwWpP".indexOf(text.charAt(at + 1)) >= 0;
    }

    private void character() {
        if (at < text.length() && text.charAt(at) == '\\') {
            skipEscape();
        } else {
            at++;
        }
    }

    private void skip(String word) {
        if (text.startsWith(word, at)) {
            at += word.length();
        }
    }
}
