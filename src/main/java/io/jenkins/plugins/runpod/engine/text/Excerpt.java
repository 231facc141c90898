package io.jenkins.plugins.runpod.engine.text;

/**
 * What is shown of a text that another component wrote: all of it, or its beginning and its end. Such a text can have any
 * length, and an admission webhook can answer with hundreds of kilobytes. Stateless, for any thread.
 */
public final class Excerpt {
    private static final int LONGEST_ANSWER = 2000;

    private Excerpt() {}

    /**
     * The text, or its first three quarters and its last quarter, with a note between them.
     *
     * @param most how many characters of the text are kept
     * @param whole says where the whole text is, without a full stop. May be empty
     */
    public static String of(String text, int most, String whole) {
        int length = text.length();
        if (length <= most) {
            return text;
        }
        int head = boundary(text, most - most / 4);
        int tail = boundary(text, length - most / 4);
        String note = (tail - head) + " characters left out" + (whole.isEmpty() ? "" : ". " + whole);
        return text.substring(0, head) + " … [" + note + "] … " + text.substring(tail);
    }

    /**
     * The same on one line, without control characters. So a text cannot forge a line of a log, or hide one. Tabs and line
     * breaks become spaces, and other control characters become what {@code cat -v} shows of them.
     */
    public static String line(String text, int most, String whole) {
        String all = of(text, most, whole);
        if (all.chars().noneMatch(c -> isControl((char) c))) {
            return all.strip();
        }
        StringBuilder line = new StringBuilder(all.length());
        for (int i = 0; i < all.length(); i++) {
            append(line, all.charAt(i));
        }
        return line.toString().strip();
    }

    /**
     * The text with its line breaks and tabs, without other control characters. So it can stand in a log and in XML. A line
     * ends with {@code \n}, however it ended before.
     */
    public static String lines(String text) {
        StringBuilder lines = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ended = c == '\n' && i > 0 && text.charAt(i - 1) == '\r';
            if (c == '\r' || (c == '\n' && !ended)) {
                lines.append('\n');
            } else if (c == '\t' || !isControl(c)) {
                lines.append(c);
            } else if (!ended) {
                lines.append(shown(c));
            }
        }
        return lines.toString();
    }

    /** What is shown of an API server's answer, on one line. */
    public static String answer(String text) {
        return line(text, LONGEST_ANSWER, "The API server's answer has all");
    }

    private static void append(StringBuilder line, char c) {
        if (!isControl(c)) {
            line.append(c);
        } else if (isSpace(c)) {
            if (line.isEmpty() || line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            }
        } else {
            line.append(shown(c));
        }
    }

    private static String shown(char control) {
        return control < ' ' ? "^" + (char) (control + '@') : "\uFFFD";
    }

    /** Besides the control characters, the separators of lines, what changes the direction of writing, and what XML cannot have. */
    private static boolean isControl(char c) {
        return Character.isISOControl(c)
                || c == '\u2028'
                || c == '\u2029'
                || (c >= '\u202A' && c <= '\u202E')
                || (c >= '\u2066' && c <= '\u2069')
                || c >= '\uFFFE';
    }

    private static boolean isSpace(char c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c == '\f'
                || c == '\u000B'
                || c == '\u0085'
                || c == '\u2028'
                || c == '\u2029';
    }

    /** The position, or the one before it if it is within a character of two halves. */
    private static int boundary(String text, int at) {
        return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }
}
