package io.jenkins.plugins.runpod.engine.secret;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a secret file is masked. Most lines of a configuration are harmless, and masks for them would make a log unreadable. So these
 * are the words that can be a key, a token or a line of Base64, and a file of one line as a whole. Stateless.
 */
final class FileMask {
    /** Of a larger file only this beginning, so that a log is still searched quickly. */
    static final int MOST_BYTES = 64 * 1024;

    private static final int SHORTEST_LINE = 4;
    /** All letters of Base64, URLs' Base64 and hexadecimal digits. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9+/=_-]{16,}");

    private static final Pattern BINARY = Pattern.compile("[\\p{Cntrl}&&[^\t\r\n]]|\ufffd");
    private static final List<Pattern> LETTERS =
            List.of(Pattern.compile("[a-z]"), Pattern.compile("[A-Z]"), Pattern.compile("[0-9]"));
    /** How {@code openssl base64} and {@code base64} break lines. */
    private static final List<Integer> LINE_LENGTHS = List.of(64, 76);

    private FileMask() {}

    /** The texts of a file that are masked in each form. */
    static Set<String> texts(byte[] content) {
        Set<String> texts = new LinkedHashSet<>();
        String text = new String(beginning(content), StandardCharsets.UTF_8);
        String line = text.strip();
        if (line.length() >= SHORTEST_LINE
                && line.lines().count() == 1
                && !BINARY.matcher(line).find()) {
            texts.add(line);
        }
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            if (isMixed(words.group())) {
                texts.add(words.group());
            }
        }
        return texts;
    }

    /** A name or a path uses one kind of letters, or two. */
    private static boolean isMixed(String word) {
        int needed = word.indexOf('/') >= 0 || word.indexOf('+') >= 0 ? 3 : 2;
        return LETTERS.stream().filter(kind -> kind.matcher(word).find()).count() >= needed;
    }

    /** A file in Base64, with and without line breaks. */
    static Set<String> codes(byte[] content) {
        byte[] beginning = beginning(content);
        Set<String> codes = new LinkedHashSet<>();
        codes.add(Base64.getEncoder().withoutPadding().encodeToString(beginning));
        LINE_LENGTHS.forEach(length -> codes.add(Base64.getMimeEncoder(length, new byte[] {'\n'})
                .withoutPadding()
                .encodeToString(beginning)));
        return codes;
    }

    private static byte[] beginning(byte[] content) {
        return Arrays.copyOf(content, Math.min(content.length, MOST_BYTES));
    }
}
