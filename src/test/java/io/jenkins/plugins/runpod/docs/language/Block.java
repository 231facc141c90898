package io.jenkins.plugins.runpod.docs.language;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of prose: a paragraph, a list item, a cell of a table. Its line ends are those of its source.
 *
 * @param line the line of the source on which it begins
 */
record Block(int line, String text) {
    /** Stands for each character of code, which is read as one word and is not judged. */
    static final char CODE = '\uE000';

    private static final Pattern INLINE_CODE = Pattern.compile("(`+)(?!`)(.+?)(?<!`)\\1(?!`)", Pattern.DOTALL);

    /** The text with every character of inline code replaced, so that it has the same length. */
    String withoutCode() {
        var masked = new StringBuilder(text);
        Matcher code = INLINE_CODE.matcher(text);
        while (code.find()) {
            for (int i = code.start(); i < code.end(); i++) {
                masked.setCharAt(i, masked.charAt(i) == '\n' ? '\n' : CODE);
            }
        }
        return masked.toString();
    }
}
